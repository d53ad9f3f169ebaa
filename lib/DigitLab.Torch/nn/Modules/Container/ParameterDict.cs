using System.Collections;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Parameters by name, in order, each registered.</summary>
    public class ParameterDict : nn.Module, IDictionary<string, Parameter>, IList<(string, Parameter)>
    {
        private readonly List<(string Name, Parameter Value)> entries = [];

        public ParameterDict()
            : base(nameof(ParameterDict)) { }

        protected override void RegisterComponents() => RegisterAnew(entries);

        public Parameter this[string key]
        {
            get =>
                TryGetValue(key, out var value)
                    ? value
                    : throw new KeyNotFoundException($"ParameterDict has no '{key}'");
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

        public (string, Parameter) this[int index]
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

        public ICollection<Parameter> Values => entries.ConvertAll(entry => entry.Value);

        public IEnumerable<string> keys() => Keys;

        public IEnumerable<Parameter> values() => Values;

        public IEnumerator<(string, Parameter)> items() => GetEnumerator();

        public int Count => entries.Count;

        public bool IsReadOnly => false;

        public void Add(string key, Parameter value) => Insert(Count, (key, value));

        public void Add((string, Parameter) item) => Insert(Count, item);

        public void Add(KeyValuePair<string, Parameter> item) => Insert(Count, (item.Key, item.Value));

        public void Insert(int index, (string, Parameter) item)
        {
            if (ContainsKey(item.Item1))
                throw new ArgumentException($"ParameterDict: '{item.Item1}' is there already");
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

        public bool Remove((string, Parameter) item) => Contains(item) && Remove(item.Item1);

        public bool Remove(KeyValuePair<string, Parameter> item) => Remove((item.Key, item.Value));

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

        public bool Contains((string, Parameter) item) => IndexOf(item) >= 0;

        public bool Contains(KeyValuePair<string, Parameter> item) => Contains((item.Key, item.Value));

        public int IndexOf((string, Parameter) item) =>
            entries.FindIndex(entry => entry.Name == item.Item1 && ReferenceEquals(entry.Value, item.Item2));

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out Parameter value)
        {
            var index = Find(key);
            value = index < 0 ? null : entries[index].Value;
            return index >= 0;
        }

        public void CopyTo((string, Parameter)[] array, int arrayIndex)
        {
            foreach (var entry in entries)
                array[arrayIndex++] = entry;
        }

        public void CopyTo(KeyValuePair<string, Parameter>[] array, int arrayIndex)
        {
            foreach (var (name, value) in entries)
                array[arrayIndex++] = new KeyValuePair<string, Parameter>(name, value);
        }

        public IEnumerator<(string, Parameter)> GetEnumerator()
        {
            foreach (var entry in entries)
                yield return entry;
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        IEnumerator<KeyValuePair<string, Parameter>> IEnumerable<KeyValuePair<string, Parameter>>.GetEnumerator()
        {
            foreach (var (name, value) in entries)
                yield return new KeyValuePair<string, Parameter>(name, value);
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
            public static ParameterDict ParameterDict(params (string, Parameter)[] parameters)
            {
                var result = new ParameterDict();
                foreach (var parameter in parameters)
                    result.Add(parameter);
                return result;
            }
        }
    }
}
