namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of the array's shape and element type with a copy of its values.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) =>
        Factories.FromArray(rawArray, null, false);

    public static Tensor from_array(
        Array rawArray,
        ScalarType? dtype,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    ) => Factories.FromArray(rawArray, dtype, requires_grad);

    /// <summary>The tensor itself, or one of another type with its values.</summary>
    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) =>
        data.to_type(dtype ?? data.dtype);

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) =>
        Factories.FromArray(data, dtype, false);

    /// <summary>start, start + step, … below stop; whole numbers are counted as such, without rounding.</summary>
    public static Tensor arange(
        Scalar start,
        Scalar stop,
        Scalar step,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false
    )
    {
        if (step.Double == 0 || (stop.Double - start.Double) / step.Double < 0)
            throw new TorchException($"arange: from {start} to {stop} by steps of {step} leads nowhere");
        var real = start.Type.IsFloat() || stop.Type.IsFloat() || step.Type.IsFloat();
        using var values = real
            ? Factories.Steps(start.Double, step.Double, (long)Math.Ceiling((stop.Double - start.Double) / step.Double))
            : Factories.Steps(start.Long, step.Long, WholeSteps(start.Long, stop.Long, step.Long));
        return values.to_type(dtype ?? (real ? get_default_dtype() : ScalarType.Int64)).requires_grad_(requires_grad);
    }

    /// <summary>(stop - start) / step, rounded up.</summary>
    private static long WholeSteps(long start, long stop, long step) =>
        (long)(((Int128)stop - start + step - Math.Sign(step)) / step);

    public static Tensor arange(
        Scalar start,
        Scalar stop,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false
    ) => arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(
        Scalar stop,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false
    ) => arange(0, stop, 1, dtype, device, requires_grad);

    /// <summary>Evenly spaced from start to end, both included.</summary>
    public static unsafe Tensor linspace(
        double start,
        double end,
        long steps,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false
    )
    {
        if (steps < 0)
            throw new TorchException($"linspace: the number of steps must not be negative, got {steps}");
        var step = steps > 1 ? (end - start) / (steps - 1) : 0;
        using var values = Factories.Steps(start, step, steps);
        if (steps > 1)
            values.Data<double>()[steps - 1] = end;
        return values.to_type(dtype ?? get_default_dtype()).requires_grad_(requires_grad);
    }

    /// <summary>base to the powers that are evenly spaced from start to end.</summary>
    public static Tensor logspace(
        double start,
        double end,
        long steps,
        double @base = 10,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false
    )
    {
        using var exponents = linspace(start, end, steps, ScalarType.Float64);
        using var powers = (exponents * Math.Log(@base)).exp();
        return powers.to_type(dtype ?? get_default_dtype()).requires_grad_(requires_grad);
    }

    /// <summary>Ones on the diagonal, zeros elsewhere.</summary>
    public static Tensor eye(
        long rows,
        long columns = -1,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        string[]? names = null
    )
    {
        var width = columns < 0 ? rows : columns;
        var result = zeros(rows, width, dtype);
        using var diagonal = result.AsStrided([Math.Min(rows, width)], [width + 1], 0);
        diagonal.Fill(1);
        return result.requires_grad_(requires_grad);
    }

    public static Tensor rand_like(
        Tensor input,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false
    ) => rand(input.Impl.Sizes, dtype ?? input.dtype, device, requires_grad);

    public static Tensor randn_like(
        Tensor input,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false
    ) => randn(input.Impl.Sizes, dtype ?? input.dtype, device, requires_grad);

    public partial class Tensor
    {
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            full_like(0, dtype, device, requires_grad);

        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            full_like(1, dtype, device, requires_grad);

        public Tensor full_like(
            Scalar value,
            ScalarType? dtype = null,
            Device? device = null,
            bool requires_grad = false
        )
        {
            var result = AllocateLike(dtype);
            result.Fill(value);
            return result.requires_grad_(requires_grad);
        }

        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            AllocateLike(dtype).requires_grad_(requires_grad);

        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.rand_like(this, dtype, device, requires_grad);

        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.randn_like(this, dtype, device, requires_grad);

        public static implicit operator Tensor(Scalar scalar) => torch.Scalar(scalar, Factories.TypeOf(scalar));

        public static implicit operator Tensor(bool value) => tensor(value);

        public static implicit operator Tensor(byte value) => tensor(value);

        public static implicit operator Tensor(sbyte value) => tensor(value);

        public static implicit operator Tensor(short value) => tensor(value);

        public static implicit operator Tensor(int value) => tensor(value);

        public static implicit operator Tensor(long value) => tensor(value);

        public static implicit operator Tensor(float value) => tensor(value);

        public static implicit operator Tensor(double value) => tensor(value);

        public static implicit operator Tensor(float[] value) => tensor(value);

        public static implicit operator Tensor(double[] value) => tensor(value);

        public static implicit operator Tensor(long[] value) => tensor(value);

        public static implicit operator Tensor(int[] value) => tensor(value);

        public static explicit operator float(Tensor value) => value.ToScalar().ToSingle();

        public static explicit operator double(Tensor value) => value.ToScalar().ToDouble();

        public static explicit operator int(Tensor value) => value.ToScalar().ToInt32();

        public static explicit operator long(Tensor value) => value.ToScalar().ToInt64();

        public static explicit operator bool(Tensor value) => value.ToScalar().ToBoolean();
    }
}
