using System.Collections;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules by name, in order, each registered.</summary>
    public class ModuleDict<T> : nn.Module, IDictionary<string, T>, IList<(string, T)>
        where T : nn.Module
    {
        private readonly List<(string Name, T Value)> entries = [];

        public ModuleDict()
            : base("ModuleDict") { }

        protected override void RegisterComponents() => RegisterAnew(entries);

        public T this[string key]
        {
            get =>
                TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"ModuleDict has no '{key}'");
            set
            {
                var index = Find(key);
                if (index < 0)
                    entries.Add((key, value));
                else
                    entries[index] = (key, value);
                RegisterComponents();
            }
        }

        public (string, T) this[int index]
        {
            get => entries[index];
            set
            {
                entries[index] = value;
                RegisterComponents();
            }
        }

        private int Find(string key) => entries.FindIndex(entry => entry.Name == key);

        public ICollection<string> Keys => entries.ConvertAll(entry => entry.Name);

        public ICollection<T> Values => entries.ConvertAll(entry => entry.Value);

        public IEnumerable<string> keys() => Keys;

        public IEnumerable<T> values() => Values;

        public IEnumerator<(string, T)> items() => GetEnumerator();

        public int Count => entries.Count;

        public bool IsReadOnly => false;

        public void Add(string key, T value) => Insert(Count, (key, value));

        public void Add((string, T) item) => Insert(Count, item);

        public void Add(KeyValuePair<string, T> item) => Insert(Count, (item.Key, item.Value));

        public void Insert(int index, (string, T) item)
        {
            if (ContainsKey(item.Item1))
                throw new ArgumentException($"ModuleDict: '{item.Item1}' is there already");
            entries.Insert(index, item);
            RegisterComponents();
        }

        public bool Remove(string key)
        {
            var index = Find(key);
            if (index >= 0)
                RemoveAt(index);
            return index >= 0;
        }

        public bool Remove((string, T) item) => Contains(item) && Remove(item.Item1);

        public bool Remove(KeyValuePair<string, T> item) => Remove((item.Key, item.Value));

        public void RemoveAt(int index)
        {
            entries.RemoveAt(index);
            RegisterComponents();
        }

        public void Clear()
        {
            entries.Clear();
            RegisterComponents();
        }

        public void clear() => Clear();

        public bool ContainsKey(string key) => Find(key) >= 0;

        public bool Contains((string, T) item) => IndexOf(item) >= 0;

        public bool Contains(KeyValuePair<string, T> item) => Contains((item.Key, item.Value));

        public int IndexOf((string, T) item) =>
            entries.FindIndex(entry => entry.Name == item.Item1 && ReferenceEquals(entry.Value, item.Item2));

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
        {
            var index = Find(key);
            value = index < 0 ? null : entries[index].Value;
            return index >= 0;
        }

        public void CopyTo((string, T)[] array, int arrayIndex)
        {
            foreach (var entry in entries)
                array[arrayIndex++] = entry;
        }

        public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex)
        {
            foreach (var (name, value) in entries)
                array[arrayIndex++] = new KeyValuePair<string, T>(name, value);
        }

        public IEnumerator<(string, T)> GetEnumerator()
        {
            foreach (var entry in entries)
                yield return entry;
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator()
        {
            foreach (var (name, value) in entries)
                yield return new KeyValuePair<string, T>(name, value);
        }
    }
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            public static ModuleDict<Module> ModuleDict(params (string, Module)[] modules) =>
                ModuleDict<Module>(modules);

            public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules)
                where T : Module
            {
                var result = new ModuleDict<T>();
                foreach (var module in modules)
                    result.Add(module);
                return result;
            }
        }
    }
}
