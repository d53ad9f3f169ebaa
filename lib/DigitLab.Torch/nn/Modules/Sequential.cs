using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules one after the other, each fed with what the one before it gave.</summary>
    public class Sequential : nn.Module<Tensor, Tensor>
    {
        private readonly List<nn.IModule<Tensor, Tensor>> stages = [];

        internal Sequential(IEnumerable<(string name, nn.Module<Tensor, Tensor> module)> modules)
            : base(nameof(Sequential))
        {
            foreach (var (name, module) in modules)
                append(name, module);
        }

        protected Sequential(params (string name, nn.Module<Tensor, Tensor> module)[] modules)
            : this((IEnumerable<(string, nn.Module<Tensor, Tensor>)>)modules) { }

        protected Sequential(params nn.Module<Tensor, Tensor>[] modules)
            : this(modules.Select((module, i) => (i.ToString(), module))) { }

        public int Count => stages.Count;

        public nn.IModule<Tensor, Tensor> this[int index] => stages[index];

        /// <summary>Some of the stages as a network of their own, which shares them.</summary>
        public Sequential this[Range index]
        {
            get
            {
                var (start, length) = index.GetOffsetAndLength(Count);
                return Slice(start, start + length);
            }
        }

        public Sequential this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

        private Sequential Slice(int start, int end) =>
            new(named_children().Take(end).Skip(start).Select(c => (c.name, (nn.Module<Tensor, Tensor>)c.module)));

        public Sequential append(nn.IModule<Tensor, Tensor> module) => append(Count.ToString(), module);

        public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
        {
            if (module is not nn.Module registered)
                throw new ArgumentException($"Sequential: stage '{name}' is no torch.nn.Module");
            register_module(name, registered);
            stages.Add(module);
            return this;
        }

        public override Tensor forward(Tensor tensor)
        {
            if (stages.Count == 0)
                return tensor.NewHandle();
            var result = tensor;
            for (var i = 0; i < stages.Count; i++)
            {
                var before = result;
                if (i + 1 < stages.Count && Fused(stages[i], stages[i + 1]) is { } fused)
                {
                    try
                    {
                        result = fused.Forward(before, ((IActivationModule)stages[i + 1]).Activation);
                    }
                    catch (TorchException error) when (!error.Located)
                    {
                        throw error.In(((nn.Module)fused).Description);
                    }
                    i++;
                }
                else
                    result = stages[i].call(before);
                // What backward needs of it is held by the graph.
                if (!ReferenceEquals(before, result) && !ReferenceEquals(before, tensor))
                    before.Dispose();
            }
            return result;
        }

        /// <summary>A layer that applies the activation after it on the way, where nobody listens in between.</summary>
        private static IActivatedModule? Fused(
            nn.IModule<Tensor, Tensor> layer,
            nn.IModule<Tensor, Tensor> activation
        ) =>
            layer is IActivatedModule fused
            && activation is IActivationModule
            && layer is nn.Module<Tensor, Tensor> { HasHooks: false }
            && activation is nn.Module<Tensor, Tensor> { HasHooks: false }
                ? fused
                : null;
    }
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            public static Sequential Sequential() => new(Enumerable.Empty<(string, Module<Tensor, Tensor>)>());

            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) =>
                Sequential((IEnumerable<Module<Tensor, Tensor>>)modules);

            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) =>
                new(modules.Select((module, i) => (i.ToString(), module)));

            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) =>
                new((IEnumerable<(string, Module<Tensor, Tensor>)>)modules);

            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) =>
                new(modules);

            public static Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) =>
                Sequential((IEnumerable<Tuple<string, Module<Tensor, Tensor>>>)modules);

            public static Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) =>
                new(modules.Select(m => (m.Item1, m.Item2)));
        }
    }
}
