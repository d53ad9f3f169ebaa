using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules by number, each registered: for networks whose depth is a parameter.</summary>
    public class ModuleList<T> : nn.Module, IList<T>
        where T : nn.Module
    {
        private readonly List<T> items = [];

        public ModuleList(params T[] modules)
            : base("ModuleList")
        {
            items.AddRange(modules);
            RegisterComponents();
        }

        protected override void RegisterComponents() => RegisterAnew(items.Select((item, i) => (i.ToString(), item)));

        public T this[int index]
        {
            get => items[index];
            set
            {
                items[index] = value;
                RegisterComponents();
            }
        }

        public int Count => items.Count;

        public bool IsReadOnly => false;

        public void Add(T item)
        {
            items.Add(item);
            RegisterComponents();
        }

        public void append(params T[] parameters) => extend(parameters);

        public void extend(IEnumerable<T> modules)
        {
            items.AddRange(modules);
            RegisterComponents();
        }

        public void Insert(int index, T item)
        {
            items.Insert(index, item);
            RegisterComponents();
        }

        public bool Remove(T item)
        {
            var found = items.FindIndex(own => ReferenceEquals(own, item));
            if (found >= 0)
                RemoveAt(found);
            return found >= 0;
        }

        public void RemoveAt(int index)
        {
            items.RemoveAt(index);
            RegisterComponents();
        }

        public void Clear()
        {
            items.Clear();
            RegisterComponents();
        }

        public bool Contains(T item) => IndexOf(item) >= 0;

        public int IndexOf(T item) => items.FindIndex(own => ReferenceEquals(own, item));

        public void CopyTo(T[] array, int arrayIndex) => items.CopyTo(array, arrayIndex);

        public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            public static ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

            public static ModuleList<T> ModuleList<T>(params T[] modules)
                where T : Module => new(modules);
        }
    }
}
