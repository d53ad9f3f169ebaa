using DigitLab.Kernels;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>How weights start.</summary>
        public static partial class init
        {
            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            public enum NonlinearityType
            {
                Linear = 0,
                Conv1D = 1,
                Conv2D = 2,
                Conv3D = 3,
                ConvTranspose1D = 4,
                ConvTranspose2D = 5,
                ConvTranspose3D = 6,
                Sigmoid = 7,
                Tanh = 8,
                ReLU = 9,
                LeakyReLU = 10,
            }

            private static Tensor Untracked(Tensor tensor, Func<Tensor, Tensor> fill)
            {
                using var off = no_grad();
                fill(tensor);
                return tensor;
            }

            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            public static Tensor constant_(Tensor tensor, Scalar val) => Untracked(tensor, t => t.fill_(val));

            public static Tensor uniform_(
                Tensor tensor,
                double low = 0,
                double high = 1,
                Generator? generator = null
            ) => Untracked(tensor, t => t.uniform_(low, high, generator));

            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) =>
                Untracked(tensor, t => t.normal_(mean, std, generator));

            /// <summary>Uniform in ±gain·√(6 / (fan_in + fan_out)) (Glorot and Bengio, 2010).</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                var bound = gain * Math.Sqrt(6.0 / (fanIn + fanOut));
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Normal with deviation gain·√(2 / (fan_in + fan_out)) (Glorot and Bengio, 2010).</summary>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return normal_(tensor, 0, gain * Math.Sqrt(2.0 / (fanIn + fanOut)));
            }

            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1) => xavier_uniform_(tensor, gain);

            public static Tensor glorot_normal_(Tensor tensor, double gain = 1) => xavier_normal_(tensor, gain);

            /// <summary>Normal numbers within [a, b], by the inverse of the distribution function.</summary>
            public static Tensor trunc_normal_(
                Tensor tensor,
                double mean = 0,
                double std = 1,
                double a = -2,
                double b = 2,
                Generator? generator = null
            )
            {
                var (low, high) = (Share((a - mean) / std), Share((b - mean) / std));
                return Untracked(
                    tensor,
                    t =>
                        t.uniform_(2 * low - 1, 2 * high - 1, generator)
                            .copy_(t.erfinv() * (std * Math.Sqrt(2)) + mean)
                            .clamp_(a, b)
                );

                static double Share(double x) => (1 + ErrorFunction.Erf(x / Math.Sqrt(2))) / 2;
            }

            /// <summary>Uniform in ±gain·√(3 / fan) (He et al., 2015).</summary>
            public static Tensor kaiming_uniform_(
                Tensor tensor,
                double a = 0,
                FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU
            )
            {
                var bound = Math.Sqrt(3) * Deviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Normal with deviation gain / √fan (He et al., 2015).</summary>
            public static Tensor kaiming_normal_(
                Tensor tensor,
                double a = 0,
                FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU
            ) => normal_(tensor, 0, Deviation(tensor, a, mode, nonlinearity));

            private static double Deviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            /// <summary>The factor that makes up for what an activation does to the variance.</summary>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) =>
                nonlinearity switch
                {
                    NonlinearityType.Tanh => 5.0 / 3,
                    NonlinearityType.ReLU => Math.Sqrt(2),
                    NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + param * param)),
                    _ => 1,
                };

            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var sizes = tensor.Impl.Sizes;
                if (sizes.Length < 2)
                    throw new ArgumentException(
                        $"fan in and fan out cannot be computed for a tensor with fewer than 2 dimensions (shape {Shapes.Text(sizes)})"
                    );
                var field = Shapes.Numel(sizes.AsSpan(2));
                return (sizes[1] * field, sizes[0] * field);
            }
        }
    }
}
