namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private unsafe Tensor Draw<T>(string operation, Generator? generator, Action<Generator, Tensor> fill)
            where T : unmanaged =>
            InPlace.Change(
                this,
                operation,
                [],
                [],
                target =>
                {
                    var source = generator ?? Generator.Default;
                    using var drawn = target.Impl.IsContiguous
                        ? target.NewHandle()
                        : Allocate(target.Impl.Sizes, target.dtype);
                    lock (source.Gate)
                        fill(source, drawn);
                    if (!target.Impl.IsContiguous)
                        CopyOp.Copy(drawn, target);
                },
                static (grad, _, _) => [grad.zeros_like()]
            );

        private void RequireFloat(string operation)
        {
            if (!dtype.IsFloat())
                throw new TorchException($"{operation}: only floating-point tensors can be filled so, got {dtype}");
        }

        /// <summary>Fills with numbers uniform in [from, to).</summary>
        public unsafe Tensor uniform_(double from, double to, Generator? generator = null)
        {
            RequireFloat("uniform_");
            if (!(from <= to))
                throw new TorchException($"uniform_: expects from <= to, but got from={from} and to={to}");
            return Draw<float>(
                "uniform_",
                generator,
                (source, target) =>
                {
                    var n = target.numel();
                    if (target.dtype == ScalarType.Float32)
                    {
                        var (low, width) = ((float)from, (float)to - (float)from);
                        for (long i = 0; i < n; i++)
                            target.Data<float>()[i] = source.UniformSingle() * width + low;
                    }
                    else
                    {
                        for (long i = 0; i < n; i++)
                            target.Data<double>()[i] = source.UniformDouble() * (to - from) + from;
                    }
                }
            );
        }

        /// <summary>Fills with normal numbers of the given mean and standard deviation.</summary>
        public unsafe Tensor normal_(double mean = 0, double std = 1, Generator? generator = null)
        {
            RequireFloat("normal_");
            if (!(std >= 0))
                throw new TorchException($"normal_: expects std >= 0, but got std={std}");
            return Draw<float>(
                "normal_",
                generator,
                (source, target) =>
                {
                    var n = target.numel();
                    if (target.dtype == ScalarType.Float32)
                        NormalDraws.Fill(
                            source,
                            new Span<float>(target.Data<float>(), checked((int)n)),
                            (float)mean,
                            (float)std
                        );
                    else
                        NormalDraws.Fill(source, new Span<double>(target.Data<double>(), checked((int)n)), mean, std);
                }
            );
        }

        /// <summary>Fills with 1 with probability p, else with 0.</summary>
        public unsafe Tensor bernoulli_(double p = 0.5, Generator? generator = null)
        {
            if (!(p >= 0 && p <= 1))
                throw new TorchException($"bernoulli_: expects p in [0, 1], but got p={p}");
            return Draw<float>(
                "bernoulli_",
                generator,
                (source, target) =>
                {
                    using var drawn =
                        target.dtype == ScalarType.Byte
                            ? target.NewHandle()
                            : Allocate(target.Impl.Sizes, ScalarType.Byte);
                    source.Bernoulli(new Span<byte>(drawn.Data<byte>(), checked((int)target.numel())), p);
                    if (target.dtype != ScalarType.Byte)
                        CopyOp.Copy(drawn, target);
                }
            );
        }

        /// <summary>1 with the probability that stands in this tensor, else 0.</summary>
        public unsafe Tensor bernoulli(Generator? generator = null)
        {
            RequireFloat("bernoulli");
            using var p = contiguous_copy();
            var result = Allocate(Impl.Sizes, dtype);
            var source = generator ?? Generator.Default;
            lock (source.Gate)
            {
                for (long i = 0; i < numel(); i++)
                {
                    var chance = dtype == ScalarType.Float32 ? p.Data<float>()[i] : p.Data<double>()[i];
                    if (!(chance >= 0 && chance <= 1))
                        throw new TorchException($"bernoulli: expects every p in [0, 1], but got {chance}");
                    if (dtype == ScalarType.Float32)
                        result.Data<float>()[i] = source.UniformSingle() < (float)chance ? 1 : 0;
                    else
                        result.Data<double>()[i] = source.UniformDouble() < chance ? 1 : 0;
                }
            }
            return result;
        }

        /// <summary>Fills with whole numbers uniform in [from, to).</summary>
        public Tensor random_(double from, double to, Generator? generator = null) =>
            RandomWhole((long)from, (long)to, generator);

        /// <summary>As random_; a double does not hold every bound beyond 2^53.</summary>
        internal unsafe Tensor RandomWhole(long low, long high, Generator? generator)
        {
            var range = (ulong)(high - low);
            if (high <= low)
                throw new TorchException($"random_: expects from < to, but got from={low} and to={high}");
            return Draw<long>(
                "random_",
                generator,
                (source, target) =>
                {
                    using var drawn = Allocate(target.Impl.Sizes, ScalarType.Int64);
                    var values = drawn.Data<long>();
                    for (long i = 0; i < target.numel(); i++)
                        values[i] =
                            low + (long)(range >= 1UL << 32 ? source.Random64() % range : source.Random32() % range);
                    CopyOp.Copy(drawn, target);
                }
            );
        }
    }

    public static Tensor bernoulli(Tensor input, Generator? generator = null) => input.bernoulli(generator);

    /// <summary>The numbers 0 to n - 1 in random order.</summary>
    public static unsafe Tensor randperm(
        long n,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        Generator? generator = null
    )
    {
        if (n < 0)
            throw new TorchException($"randperm: n must not be negative, got {n}");
        var result = Tensor.Allocate([n], ScalarType.Int64);
        var order = result.Data<long>();
        for (long i = 0; i < n; i++)
            order[i] = i;
        var source = generator ?? Generator.Default;
        lock (source.Gate)
        {
            for (long i = 0; i < n - 1; i++)
            {
                var other = i + (long)(source.Random32() % (ulong)(n - i));
                (order[i], order[other]) = (order[other], order[i]);
            }
        }
        return dtype is null or ScalarType.Int64 ? result : result.to_type(dtype.Value);
    }
}
