using DigitLab.Kernels;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules in a row; the output of each is the input of the next.</summary>
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

        /// <summary>A range of the stages as a network, which shares them.</summary>
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
            for (var i = 0; i < stages.Count; )
            {
                var before = result;
                result = Run(before, ref i);
                // What backward needs of it is held by the graph.
                if (!ReferenceEquals(before, result) && !ReferenceEquals(before, tensor))
                    before.Dispose();
            }
            return result;
        }

        /// <summary>
        /// Runs stage i together with the stages after it that its kernel can include, an activation, a pooling and a
        /// flattening, unless one of them has hooks.
        /// </summary>
        private Tensor Run(Tensor input, ref int i)
        {
            var layer = stages[i++];
            if (layer is not ISupportsActivationFusion fused || IsHooked(layer))
                return layer.call(input);
            try
            {
                var activation = At<IActivationModule>(i)?.Activation ?? Activation.None;
                var next = activation == Activation.None ? i : i + 1;
                if (layer is ISupportsPoolingFusion pooled && At<IPoolingModule>(next) is { } pool)
                {
                    var epilogue = new Epilogue(activation, pool.Arguments, IsFlattened(input, next + 1));
                    if (pooled.CanFuse(input, epilogue))
                    {
                        i = next + 1;
                        return pooled.Forward(input, epilogue);
                    }
                }
                i = next;
                return fused.Forward(input, activation);
            }
            catch (TorchException error) when (!error.Located)
            {
                throw error.In(((nn.Module)layer).Description);
            }
        }

        /// <summary>
        /// Whether stages i and on flatten images, at once or after dropout, which draws the same either way. The flattening
        /// itself then finds nothing to do.
        /// </summary>
        private bool IsFlattened(Tensor images, int i)
        {
            while (At<Dropout>(i) is not null)
                i++;
            return images.Impl.Sizes.Length == 4 && At<Flatten>(i) is { start_dim: 1, end_dim: -1 };
        }

        /// <summary>The stage if it has the type and no hooks; otherwise null.</summary>
        private T? At<T>(int index)
            where T : class => index < stages.Count && !IsHooked(stages[index]) ? stages[index] as T : null;

        private static bool IsHooked(nn.IModule<Tensor, Tensor> stage) =>
            stage is not nn.Module<Tensor, Tensor> { HasHooks: false };
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
