namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Whether autograd follows this tensor. May be set on leaves of a floating-point type.</summary>
        public bool requires_grad
        {
            get => Impl.RequiresGrad;
            set
            {
                if (value && !dtype.IsFloat())
                    throw new TorchException(
                        $"requires_grad: only floating-point tensors can require gradients, got {dtype}"
                    );
                if (!value && Impl.GradFn is not null)
                    throw new TorchException(
                        "requires_grad: you can only change requires_grad of leaf variables; use .detach() for a tensor "
                            + "without history"
                    );
                Impl.RequiresGrad = value;
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public bool is_leaf => Impl.GradFn is null;

        /// <summary>The gradient that backward gathered, of this tensor's shape; null before.</summary>
        public Tensor? grad
        {
            get => Impl.Grad;
            set
            {
                if (value is not null && !value.Impl.Sizes.AsSpan().SequenceEqual(Impl.Sizes))
                    throw new TorchException(
                        $"grad: assigned grad has shape {Shapes.Text(value.Impl.Sizes)}, the tensor {Shapes.Text(Impl.Sizes)}"
                    );
                value?.DetachFromDisposeScope();
                Impl.Grad = value;
            }
        }

        /// <summary>Asks backward to keep the gradient of this tensor though it is no leaf.</summary>
        public void retain_grad()
        {
            if (Impl.GradFn is { } node)
                node.Retained = Impl;
        }

        /// <summary>Adds the gradient of this scalar to every leaf that it was computed from.</summary>
        public void backward() => Autograd.Run([this], null, false, false, null);

        public void backward(
            IList<Tensor>? grad_tensors = null,
            bool retain_graph = false,
            bool create_graph = false,
            IList<Tensor>? inputs = null
        ) => autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        /// <summary>The same values without history.</summary>
        public Tensor detach()
        {
            Impl.Storage.AddReference();
            return new Tensor(new TensorImpl(Impl.Storage, Impl.Offset, Impl.Sizes, Impl.Strides, Impl.Dtype));
        }

        public Tensor detach_()
        {
            Impl.GradFn = null;
            Impl.RequiresGrad = false;
            return this;
        }
    }

    public static partial class autograd
    {
        /// <summary>The gradients of <paramref name="outputs"/> with respect to <paramref name="inputs"/>, leaving every
        /// <c>grad</c> as it is.</summary>
        public static IList<Tensor> grad(
            IList<Tensor> outputs,
            IList<Tensor> inputs,
            IList<Tensor>? grad_outputs = null,
            bool retain_graph = false,
            bool create_graph = false,
            bool allow_unused = false
        )
        {
            foreach (var input in inputs)
                if (!input.requires_grad)
                    throw new TorchException(
                        $"autograd.grad: one of the inputs (shape {Shapes.Text(input.Impl.Sizes)}) does not require grad"
                    );
            var result = Autograd.Run(outputs, grad_outputs!, retain_graph, create_graph, inputs)!;
            if (!allow_unused && Array.FindIndex(result, r => r is null) is >= 0 and var unused)
                throw new TorchException(
                    $"autograd.grad: input {unused} was not used in computing the outputs; pass allow_unused: true if that is "
                        + "intended"
                );
            foreach (var gradient in result)
                if (gradient is not null)
                    DisposeScopeManager.Register(gradient);
            return result!;
        }

        public static void backward(
            IList<Tensor> tensors,
            IList<Tensor>? grad_tensors = null,
            bool? retain_graph = null,
            bool create_graph = false,
            IList<Tensor>? inputs = null
        )
        {
            var keep = retain_graph ?? create_graph;
            if (inputs is null)
            {
                Autograd.Run(tensors, grad_tensors!, keep, create_graph, null);
                return;
            }
            var gradients = Autograd.Run(tensors, grad_tensors!, keep, create_graph, inputs)!;
            for (var i = 0; i < gradients.Length; i++)
                if (gradients[i] is { } gradient)
                    inputs[i].grad = inputs[i].grad is { } sum ? sum + gradient : gradient;
        }

        public static void backward(
            Tensor tensor,
            IList<Tensor>? grad_tensors = null,
            bool? retain_graph = null,
            bool create_graph = false,
            IList<Tensor>? inputs = null
        ) => backward([tensor], grad_tensors, retain_graph, create_graph, inputs);
    }
}
