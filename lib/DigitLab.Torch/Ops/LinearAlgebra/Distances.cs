namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>The cosine of the angle between vectors along a dimension: x1·x2 / max(|x1|·|x2|, eps).</summary>
            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8)
            {
                // Each norm is bounded on its own, as in PyTorch: their product would underflow.
                var product = (x1 * x2).sum(dim);
                return product / (x1.norm((int)dim).clamp(eps, null) * x2.norm((int)dim).clamp(eps, null));
            }

            /// <summary>(Σ |x1 - x2 + eps|ᵖ)^(1/p) over the last dimension.</summary>
            public static Tensor pairwise_distance(
                Tensor input1,
                Tensor input2,
                double p = 2,
                double eps = 1e-6,
                bool keepdim = false
            ) => (input1 - input2 + eps).norm(-1, keepdim, (float)p);

            /// <summary>x divided by its norm along a dimension, or by eps where that is larger.</summary>
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12) =>
                input / input.norm((int)dim, keepdim: true, (float)p).clamp(eps, null);
        }
    }
}
