using DigitLab.Kernels;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static void RequireProbability(double p, string operation)
            {
                if (!(p >= 0 && p <= 1))
                    throw new ArgumentException(
                        $"{operation}: dropout probability has to be between 0 and 1, but got {p}"
                    );
            }

            /// <summary>
            /// In training, sets each element to 0 with probability p and scales the others by 1 / (1 - p), so that the mean
            /// stays (Srivastava et al., 2014); else gives the input.
            /// </summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                RequireProbability(p, "dropout");
                return DropOut(input, input.Impl.Sizes, p, training, inplace);
            }

            /// <summary>Drops whole channels of [N, C, H, W].</summary>
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                RequireProbability(p, "dropout2d");
                var shape = (long[])input.Impl.Sizes.Clone();
                for (var d = 2; d < shape.Length; d++)
                    shape[d] = 1;
                return DropOut(input, shape, p, training, inplace);
            }

            /// <summary>Drops whole channels of [N, C, L].</summary>
            public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                RequireProbability(p, "dropout1d");
                var shape = (long[])input.Impl.Sizes.Clone();
                for (var d = 2; d < shape.Length; d++)
                    shape[d] = 1;
                return DropOut(input, shape, p, training, inplace);
            }

            private static Tensor DropOut(Tensor input, long[] maskShape, double p, bool training, bool inplace)
            {
                if (!training || p == 0)
                    return input.NewHandle();
                if (p == 1)
                    return inplace ? input.mul_(0) : input * 0;
                using var mask = DrawMask(input, maskShape, p);
                return inplace ? input.mul_(mask) : input * mask;
            }

            /// <summary>0 with probability p, else 1 / (1 - p), drawn in row-major order and laid out as the input.</summary>
            private static unsafe Tensor DrawMask(Tensor input, long[] shape, double p)
            {
                using var kept = torch.empty(shape, ScalarType.Byte).bernoulli_(1 - p);
                if (
                    input.dtype == ScalarType.Float32
                    && input.Impl.IsBatchInnermost
                    && shape.AsSpan().SequenceEqual(input.Impl.Sizes)
                )
                {
                    var mask = Tensor.AllocateBatchInnermost(shape, input.dtype);
                    BatchTranspose.Gather(
                        kept.Data<byte>(),
                        BatchInnermost.Features(mask),
                        null,
                        BatchInnermost.Batch(mask),
                        BatchInnermost.Sample(mask),
                        mask.Data<float>(),
                        BatchInnermost.PaddedBatch(mask),
                        1 / (float)(1 - p),
                        0
                    );
                    return mask;
                }
                using var ones = kept.to_type(input.dtype);
                return ones / (1 - p);
            }
        }
    }
}
