using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Parameters by number, each registered.</summary>
    public class ParameterList : nn.Module, IList<Parameter>
    {
        private readonly List<Parameter> items = [];

        public ParameterList(params Parameter[] parameters)
            : base(nameof(ParameterList))
        {
            items.AddRange(parameters);
            RegisterComponents();
        }

        protected override void RegisterComponents() => RegisterAnew(items.Select((item, i) => (i.ToString(), item)));

        public Parameter this[int index]
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

        public void Add(Parameter item)
        {
            items.Add(item);
            RegisterComponents();
        }

        public void append(params Parameter[] parameters) => extend(parameters);

        public void extend(IEnumerable<Parameter> parameters)
        {
            items.AddRange(parameters);
            RegisterComponents();
        }

        public void Insert(int index, Parameter item)
        {
            items.Insert(index, item);
            RegisterComponents();
        }

        public bool Remove(Parameter item)
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

        public bool Contains(Parameter item) => IndexOf(item) >= 0;

        public int IndexOf(Parameter item) => items.FindIndex(own => ReferenceEquals(own, item));

        public void CopyTo(Parameter[] array, int arrayIndex) => items.CopyTo(array, arrayIndex);

        public IEnumerator<Parameter> GetEnumerator() => items.GetEnumerator();

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
            public static ParameterList ParameterList(params Parameter[] parameters) => new(parameters);
        }
    }
}
