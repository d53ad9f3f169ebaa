using DigitLab.Torch.Kernels;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>What convolutions share. The weights start uniform in ±1/√(in/groups · kernel elements), as PyTorch's do.</summary>
    public abstract class Convolution : nn.Module<Tensor, Tensor>
    {
        private protected Convolution(
            string name,
            long in_channels,
            long out_channels,
            long[] kernel_size,
            long[] stride,
            long[] padding,
            Padding? padding_type,
            long[] dilation,
            PaddingModes padding_mode,
            long groups,
            bool bias,
            ScalarType? dtype
        )
            : base(name)
        {
            if (
                in_channels <= 0
                || out_channels <= 0
                || groups <= 0
                || in_channels % groups != 0
                || out_channels % groups != 0
            )
                throw new ArgumentException(
                    $"{name}: {in_channels} input and {out_channels} output channels must be multiples of groups={groups}"
                );
            (this.in_channels, this.out_channels, this.groups) = (in_channels, out_channels, groups);
            (this.kernel_size, this.stride, this.dilation) = (kernel_size, stride, dilation);
            (this.padding, this.padding_type, this.padding_mode) = (padding, padding_type, padding_mode);
            weight = new Parameter(empty([out_channels, in_channels / groups, .. kernel_size], dtype));
            register_parameter(nameof(weight), weight);
            if (bias)
            {
                this.bias = new Parameter(empty(out_channels, dtype));
                register_parameter(nameof(bias), this.bias);
            }
            reset_parameters();
        }

        public long in_channels { get; }
        public long out_channels { get; }
        public long groups { get; set; }
        public long[] kernel_size { get; set; }
        public long[] stride { get; set; }
        public long[] padding { get; }
        public long[] dilation { get; set; }
        public Padding? padding_type { get; }
        public PaddingModes padding_mode { get; set; }

        /// <summary>[out, in / groups, kernel…].</summary>
        public Parameter weight { get; set; }

        /// <summary>[out], or null.</summary>
        public Parameter bias { get; set; } = null!;

        internal override string Configuration =>
            $"{in_channels} -> {out_channels}, kernel {string.Join("x", kernel_size)}";

        public void reset_parameters()
        {
            nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
            if (bias is null)
                return;
            var bound = 1 / Math.Sqrt(weight.numel() / (double)out_channels);
            nn.init.uniform_(bias, -bound, bound);
        }
    }

    /// <summary>A two-dimensional convolution over [N, C, H, W].</summary>
    public sealed class Conv2d : Convolution, IActivatedModule
    {
        internal Conv2d(
            long in_channels,
            long out_channels,
            long[] kernel_size,
            long[] stride,
            long[] padding,
            Padding? padding_type,
            long[] dilation,
            PaddingModes padding_mode,
            long groups,
            bool bias,
            ScalarType? dtype
        )
            : base(
                nameof(Conv2d),
                in_channels,
                out_channels,
                kernel_size,
                stride,
                padding,
                padding_type,
                dilation,
                padding_mode,
                groups,
                bias,
                dtype
            )
        {
            if (padding_mode is not (PaddingModes.Zeros or PaddingModes.Constant))
                throw new NotSupportedException(
                    $"Conv2d: padding mode {padding_mode}; pad the input with nn.functional.pad"
                );
        }

        public override Tensor forward(Tensor input) => Forward(input, Activation.None);

        Tensor IActivatedModule.Forward(Tensor input, Activation activation) => Forward(input, activation);

        private Tensor Forward(Tensor input, Activation activation)
        {
            if (input.ndim is not (3 or 4))
                throw new TorchException(
                    $"expected a batch [N, {in_channels}, H, W] or an image [{in_channels}, H, W], but got an input of shape {Shapes.Text(input.shape)}"
                );
            if (padding_type is not { } type)
                return nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups, activation);
            var sum = nn.functional.conv2d_padding(input, weight, bias, stride, type, dilation, groups);
            return Activations.Apply(sum, activation);
        }
    }
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public enum Padding
    {
        Valid = 0,
        Same = 1,
    }

    public enum PaddingModes
    {
        Zeros = 0,
        Reflect = 1,
        Replicate = 2,
        Circular = 3,
        Constant = 4,
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Conv2d Conv2d(
                long in_channels,
                long out_channels,
                long kernel_size,
                long stride = 1,
                long padding = 0,
                long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1,
                bool bias = true,
                Device? device = null,
                ScalarType? dtype = null
            ) =>
                Conv2d(
                    in_channels,
                    out_channels,
                    (kernel_size, kernel_size),
                    (stride, stride),
                    (padding, padding),
                    (dilation, dilation),
                    padding_mode,
                    groups,
                    bias,
                    device,
                    dtype
                );

            public static Conv2d Conv2d(
                long in_channels,
                long out_channels,
                (long, long) kernel_size,
                (long, long)? stride = null,
                (long, long)? padding = null,
                (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1,
                bool bias = true,
                Device? device = null,
                ScalarType? dtype = null
            ) =>
                new(
                    in_channels,
                    out_channels,
                    Both(kernel_size),
                    Both(stride ?? (1, 1)),
                    Both(padding ?? (0, 0)),
                    null,
                    Both(dilation ?? (1, 1)),
                    padding_mode,
                    groups,
                    bias,
                    dtype
                );

            public static Conv2d Conv2d(
                long in_channels,
                long out_channels,
                long kernel_size,
                Padding padding,
                long stride = 1,
                long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1,
                bool bias = true,
                Device? device = null,
                ScalarType? dtype = null
            ) =>
                Conv2d(
                    in_channels,
                    out_channels,
                    (kernel_size, kernel_size),
                    padding,
                    (stride, stride),
                    (dilation, dilation),
                    padding_mode,
                    groups,
                    bias,
                    device,
                    dtype
                );

            public static Conv2d Conv2d(
                long in_channels,
                long out_channels,
                (long, long) kernel_size,
                Padding padding,
                (long, long)? stride = null,
                (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1,
                bool bias = true,
                Device? device = null,
                ScalarType? dtype = null
            ) =>
                new(
                    in_channels,
                    out_channels,
                    Both(kernel_size),
                    Both(stride ?? (1, 1)),
                    [0, 0],
                    padding,
                    Both(dilation ?? (1, 1)),
                    padding_mode,
                    groups,
                    bias,
                    dtype
                );

            private static long[] Both((long, long) pair) => [pair.Item1, pair.Item2];
        }
    }
}
