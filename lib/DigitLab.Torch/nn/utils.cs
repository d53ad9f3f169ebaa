using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Scales all gradients together so that their norm does not exceed a bound.</summary>
            /// <param name="norm_type">The p of the norm; infinity for the largest element.</param>
            /// <returns>The norm as it was.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var scope = NewDisposeScope();
                using var off = no_grad();
                var gradients = tensors.Select(t => t.Impl.Grad).OfType<Tensor>().ToList();
                if (gradients.Count == 0)
                    return 0;
                var norms = gradients.ConvertAll(g => g.norm((float)norm_type).ToDouble());
                var total = double.IsPositiveInfinity(norm_type)
                    ? norms.Max()
                    : Math.Pow(norms.Sum(n => Math.Pow(n, norm_type)), 1 / norm_type);
                var factor = max_norm / (total + 1e-6);
                if (factor < 1)
                    foreach (var gradient in gradients)
                        gradient.mul_(factor);
                return total;
            }

            /// <summary>Brings each element of each gradient into [-clip_value, clip_value].</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var off = no_grad();
                foreach (var tensor in tensors)
                    tensor.Impl.Grad?.clamp_(-clip_value, clip_value);
            }

            /// <summary>All elements of all parameters, one after the other.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors) =>
                cat(tensors.Select(t => t.reshape(-1)).ToArray());

            /// <summary>CopyOp a vector's elements into parameters, one after the other.</summary>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                var list = tensors.ToList();
                var needed = list.Sum(t => t.numel());
                if (vec.ndim != 1 || vec.numel() != needed)
                    throw new ArgumentException(
                        $"vector_to_parameters: expects a vector of {needed} elements, got shape {Shapes.Text(vec.shape)}"
                    );
                using var scope = NewDisposeScope();
                using var off = no_grad();
                long start = 0;
                foreach (var parameter in list)
                {
                    parameter.copy_(vec.narrow(0, start, parameter.numel()).reshape(parameter.shape));
                    start += parameter.numel();
                }
            }
        }
    }
}
