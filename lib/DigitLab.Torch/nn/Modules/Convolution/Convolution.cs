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
            long[]? stride,
            long[]? padding,
            Padding? padding_type,
            long[]? dilation,
            PaddingModes padding_mode,
            long groups,
            bool bias,
            ScalarType? dtype,
            bool transposed = false,
            long[]? output_padding = null
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
            var rank = kernel_size.Length;
            (this.kernel_size, this.padding_type, this.padding_mode) = (kernel_size, padding_type, padding_mode);
            (this.stride, this.dilation) = (stride ?? Ones(rank), dilation ?? Ones(rank));
            (this.padding, this.output_padding) = (padding ?? new long[rank], output_padding ?? new long[rank]);
            this.transposed = transposed;
            var (first, second) = transposed ? (in_channels, out_channels) : (out_channels, in_channels);
            weight = new Parameter(empty([first, second / groups, .. kernel_size], dtype));
            if (bias)
            {
                this.bias = new Parameter(empty(out_channels, dtype));
            }
            reset_parameters();
        }

        private static long[] Ones(int rank)
        {
            var ones = new long[rank];
            Array.Fill(ones, 1);
            return ones;
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
        public bool transposed { get; }
        public long[] output_padding { get; set; }

        /// <summary>[out, in / groups, kernel…]; [in, out / groups, kernel…] where transposed.</summary>
        public Parameter weight
        {
            get;
            set => field = Registered(nameof(weight), value);
        }

        /// <summary>[out], or null.</summary>
        public Parameter bias
        {
            get;
            set => field = Registered(nameof(bias), value);
        } = null!;

        internal override string Configuration =>
            $"{in_channels} -> {out_channels}, kernel {string.Join("x", kernel_size)}";

        public void reset_parameters()
        {
            nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
            if (bias is null)
                return;
            var bound = 1 / Math.Sqrt(weight.numel() / (double)weight.size(0));
            nn.init.uniform_(bias, -bound, bound);
        }

        private protected void RequireRank(Tensor input)
        {
            if (input.ndim - kernel_size.Length is 1 or 2)
                return;
            var pixels = kernel_size.Length == 1 ? "L" : "H, W";
            throw new TorchException(
                $"expected a batch [N, {in_channels}, {pixels}] or a single [{in_channels}, {pixels}], but got an input of shape "
                    + Shapes.Text(input.Impl.Sizes)
            );
        }

        /// <summary>The input with the border that padding_mode asks for, where that is not of zeros.</summary>
        private protected Tensor WithBorder(Tensor input, out long[] left)
        {
            left = padding;
            if (padding_mode is PaddingModes.Zeros or PaddingModes.Constant)
                return input;
            var border = new List<long>();
            for (var d = kernel_size.Length - 1; d >= 0; d--)
            {
                var same = padding_type == Padding.Same ? dilation[d] * (kernel_size[d] - 1) : 2 * padding[d];
                border.AddRange([same / 2, same - same / 2]);
            }
            left = new long[kernel_size.Length];
            return nn.functional.pad(input, border.ToArray(), padding_mode);
        }

        private protected bool BorderIsZeros => padding_mode is PaddingModes.Zeros or PaddingModes.Constant;
    }
}

namespace TorchSharp
{
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
}
