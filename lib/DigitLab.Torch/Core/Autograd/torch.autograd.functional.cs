namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        public static partial class functional
        {
            /// <summary>The derivative of each output element by each input element.</summary>
            /// <returns>[*output shape, *input shape].</returns>
            public static Tensor jacobian(Func<Tensor, Tensor> function, Tensor inputs)
            {
                using var on = enable_grad();
                using var x = inputs.detach().requires_grad_();
                using var y = function(x);
                using var flat = y.reshape(-1);
                var rows = new List<Tensor>();
                for (long i = 0; i < flat.numel(); i++)
                {
                    using var one = flat[i];
                    rows.Add(
                        one.requires_grad
                            ? grad([one], [x], retain_graph: true, allow_unused: true)[0] ?? x.zeros_like()
                            : x.zeros_like()
                    );
                }
                using (no_grad())
                    return rows.Count == 0
                        ? zeros([.. y.Impl.Sizes, .. x.Impl.Sizes], x.dtype)
                        : stack(rows).reshape([.. y.Impl.Sizes, .. x.Impl.Sizes]);
            }
        }
    }
}
