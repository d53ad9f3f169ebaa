using System.Numerics;

namespace TorchSharp;

/// <summary>Brings each row of a matrix to mean 0 and variance 1: what layer, group and instance normalisation share.</summary>
internal static unsafe class RowNormalizationOp
{
    public static torch.Tensor Forward(torch.Tensor rows, double eps)
    {
        using var x = rows.contiguous();
        var y = torch.Tensor.Allocate(x.Impl.Sizes, x.dtype);
        if (x.numel() == 0) { }
        else if (x.dtype == torch.ScalarType.Float32)
            Forward<float>(x, y, eps);
        else
            Forward<double>(x, y, eps);
        return Autograd.ShouldRecord(rows)
            ? Autograd.Record(
                "row_norm",
                y,
                [rows],
                [rows],
                (grad, saved, _) => [GradMode.Enabled ? Composed(grad, saved[0], eps) : Backward(grad, saved[0], eps)]
            )
            : y;
    }

    private static void Forward<T>(torch.Tensor x, torch.Tensor y, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (n, length) = (x.Impl.Sizes[0], checked((int)x.Impl.Sizes[1]));
        for (long i = 0; i < n; i++)
        {
            var from = x.Data<T>() + i * length;
            var to = y.Data<T>() + i * length;
            var (mean, inverse) = Moments(from, length, eps);
            Sums.Line(from, T.CreateTruncating(inverse), T.CreateTruncating(-mean * inverse), to, length);
        }
        GC.KeepAlive(x);
    }

    private static (double Mean, double Inverse) Moments<T>(T* row, int length, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var mean = Sums.Of(row, length) / length;
        var variance = Sums.OfSquares(row, length, T.CreateTruncating(mean)) / length;
        return (mean, 1 / Math.Sqrt(variance + eps));
    }

    private static torch.Tensor Backward(torch.Tensor grad, torch.Tensor rows, double eps)
    {
        using var x = rows.contiguous();
        using var g = grad.contiguous();
        var result = torch.Tensor.Allocate(x.Impl.Sizes, x.dtype);
        if (x.numel() == 0) { }
        else if (x.dtype == torch.ScalarType.Float32)
            Backward<float>(g, x, result, eps);
        else
            Backward<double>(g, x, result, eps);
        return result;
    }

    private static void Backward<T>(torch.Tensor g, torch.Tensor x, torch.Tensor result, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (n, length) = (x.Impl.Sizes[0], checked((int)x.Impl.Sizes[1]));
        for (long i = 0; i < n; i++)
        {
            var px = x.Data<T>() + i * length;
            var pg = g.Data<T>() + i * length;
            var to = result.Data<T>() + i * length;
            var (mean, inverse) = Moments(px, length, eps);
            // inverse·(g - mean g - (x - m)·inverse²·mean(g·(x - m))) as inverse·g + b·x + c.
            var product = Sums.OfProducts(pg, px, length, T.CreateTruncating(mean)) / length;
            var b = -inverse * inverse * inverse * product;
            var c = -inverse * Sums.Of(pg, length) / length - b * mean;
            Sums.Plane(pg, px, T.CreateTruncating(inverse), T.CreateTruncating(b), T.CreateTruncating(c), to, length);
        }
        GC.KeepAlive(g);
        GC.KeepAlive(x);
    }

    private static torch.Tensor Composed(torch.Tensor grad, torch.Tensor x, double eps)
    {
        var centred = x - x.mean([1], keepdim: true);
        var inverse = (centred.square().mean([1], keepdim: true) + eps).rsqrt();
        var normal = centred * inverse;
        return (grad - grad.mean([1], keepdim: true) - normal * (grad * normal).mean([1], keepdim: true)) * inverse;
    }
}

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>(x - mean) / √(variance + eps)·weight + bias, channel by channel (Ioffe and Szegedy, 2015).</summary>
            /// <param name="input">[N, C, …].</param>
            /// <param name="running_mean">[C]; in training moved towards the batch's mean by momentum, else used.</param>
            /// <param name="running_var">[C]; the same for the (unbiased) variance.</param>
            public static Tensor batch_norm(
                Tensor input,
                Tensor? running_mean,
                Tensor? running_var,
                Tensor? weight = null,
                Tensor? bias = null,
                bool training = false,
                double momentum = 0.1,
                double eps = 1e-05
            )
            {
                var sizes = input.Impl.Sizes;
                if (sizes.Length < 2)
                    throw new TorchException($"batch_norm: expects [N, C, …], got shape {Shapes.Text(sizes)}");
                foreach (
                    var (tensor, name) in new[]
                    {
                        (running_mean, "running_mean"),
                        (running_var, "running_var"),
                        (weight, "weight"),
                        (bias, "bias"),
                    }
                )
                    if (tensor is not null && tensor.numel() != sizes[1])
                        throw new TorchException(
                            $"batch_norm: {name} should contain {sizes[1]} elements, not {tensor.numel()} (input shape {Shapes.Text(sizes)})"
                        );
                if (!training && (running_mean is null || running_var is null))
                    throw new TorchException("batch_norm: evaluation needs running_mean and running_var");
                if (!training)
                {
                    var inverse = (running_var! + eps).rsqrt();
                    var scale = weight is null ? inverse : weight * inverse;
                    var shift = -running_mean! * scale;
                    return input * ClassWise(scale, input) + ClassWise(bias is null ? shift : shift + bias, input);
                }
                var count = sizes[1] == 0 ? 0 : input.numel() / sizes[1];
                if (count <= 1)
                    throw new ArgumentException(
                        $"batch_norm: expected more than 1 value per channel when training, got input size {Shapes.Text(sizes)}"
                    );
                RequireFloat(input, "batch_norm");
                var (output, mean, variance) = BatchNormOp.Train(input, weight, bias, eps);
                using (no_grad())
                {
                    Follow(running_mean, mean, 1);
                    Follow(running_var, variance, count / (count - 1.0));
                }
                mean.Dispose();
                variance.Dispose();
                return output;

                void Follow(Tensor? running, Tensor now, double factor)
                {
                    if (running is null)
                        return;
                    using var step = (now * (factor * momentum)).to_type(running.dtype);
                    running.mul_(1 - momentum).add_(step);
                }
            }

            private static void RequireFloat(Tensor input, string operation)
            {
                if (!input.dtype.IsFloat())
                    throw new TorchException($"{operation}: expects floating-point elements, got {input.dtype}");
            }

            /// <summary>Normalises over the last dimensions, which normalized_shape names (Ba, Kiros and Hinton, 2016).</summary>
            public static Tensor layer_norm(
                Tensor input,
                long[] normalized_shape,
                Tensor? weight = null,
                Tensor? bias = null,
                double eps = 1e-05
            )
            {
                RequireFloat(input, "layer_norm");
                var sizes = input.Impl.Sizes;
                var outer = sizes.Length - normalized_shape.Length;
                if (normalized_shape.Length == 0 || outer < 0 || !sizes.AsSpan(outer).SequenceEqual(normalized_shape))
                    throw new TorchException(
                        $"layer_norm: given normalized_shape={Shapes.Text(normalized_shape)}, expected an input that ends so, "
                            + $"but got input of size {Shapes.Text(sizes)}"
                    );
                var rows = input.reshape(Shapes.Numel(sizes.AsSpan(0, outer)), Shapes.Numel(normalized_shape));
                var result = RowNormalizationOp.Forward(rows, eps).reshape(sizes);
                if (weight is not null)
                    result = result * weight;
                return bias is null ? result : result + bias;
            }

            /// <summary>Normalises each image's channels in groups (Wu and He, 2018).</summary>
            /// <param name="input">[N, C, …].</param>
            public static Tensor group_norm(
                Tensor input,
                long num_groups,
                Tensor? weight = null,
                Tensor? bias = null,
                double eps = 1e-05
            )
            {
                RequireFloat(input, "group_norm");
                var sizes = input.Impl.Sizes;
                if (sizes.Length < 2 || num_groups <= 0 || sizes[1] % num_groups != 0)
                    throw new TorchException(
                        $"group_norm: expected the number of channels in an input [N, C, …] to be divisible by num_groups={num_groups}, "
                            + $"but got {Shapes.Text(sizes)}"
                    );
                var length = Shapes.Numel(sizes.AsSpan(1)) / num_groups;
                var result = RowNormalizationOp
                    .Forward(input.reshape(sizes[0] * num_groups, length), eps)
                    .reshape(sizes);
                if (weight is not null)
                    result = result * ClassWise(weight, input);
                return bias is null ? result : result + ClassWise(bias, input);
            }

            /// <summary>Normalises each channel of each image (Ulyanov et al., 2016).</summary>
            public static Tensor instance_norm(
                Tensor input,
                Tensor? running_mean = null,
                Tensor? running_var = null,
                Tensor? weight = null,
                Tensor? bias = null,
                bool use_input_stats = true,
                double momentum = 0.1,
                double eps = 1e-05
            )
            {
                if (!use_input_stats)
                    return batch_norm(input, running_mean, running_var, weight, bias, false, momentum, eps);
                var sizes = input.Impl.Sizes;
                if (sizes.Length < 3)
                    throw new TorchException($"instance_norm: expects [N, C, L…], got shape {Shapes.Text(sizes)}");
                if (running_mean is not null && running_var is not null)
                {
                    using var off = no_grad();
                    using var rows = input.detach().reshape(sizes[0], sizes[1], -1);
                    using var means = rows.mean([2]);
                    using var variances = rows.var(2);
                    running_mean.mul_(1 - momentum).add_(means.mean([0]) * momentum);
                    running_var.mul_(1 - momentum).add_(variances.mean([0]) * momentum);
                }
                return group_norm(input, sizes[1], weight, bias, eps);
            }

            /// <summary>x / (k + alpha/size · Σ x² over neighbouring channels)^beta (Krizhevsky et al., 2012).</summary>
            public static Tensor local_response_norm(
                Tensor input,
                long size,
                double alpha = 0.0001,
                double beta = 0.75,
                double k = 1
            )
            {
                if (size <= 0)
                    throw new TorchException($"local_response_norm: size must be greater than 0, got {size}");
                var sizes = input.Impl.Sizes;
                if (sizes.Length < 3)
                    throw new TorchException(
                        $"local_response_norm: expects [N, C, L…], got shape {Shapes.Text(sizes)}"
                    );
                var squares = input.square().reshape(sizes[0], 1, sizes[1], -1);
                var padded = functional.pad(squares, [0, 0, size / 2, (size - 1) / 2]);
                var averages = avg_pool2d(padded, [size, 1], [1, 1]).reshape(sizes);
                return input / (averages * alpha + k).pow(beta);
            }
        }
    }
}
