using DigitLab.Kernels;

namespace TorchSharp;

internal static unsafe class MatMulOp
{
    /// <summary>Row-major [m, k] · [k, n], either factor possibly the transpose of a row-major matrix.</summary>
    public static torch.Tensor Multiply(torch.Tensor a, torch.Tensor b)
    {
        if (!a.dtype.IsFloat())
            return IntegerProducts.Multiply(a, b);
        var (m, k, n) = (checked((int)a.Impl.Sizes[0]), checked((int)a.Impl.Sizes[1]), checked((int)b.Impl.Sizes[1]));
        var result = torch.Tensor.Allocate([m, n], a.dtype);
        if (m == 0 || n == 0)
            return result;
        using var left = AsFactor(a, out var transposeA, out var lda);
        using var right = AsFactor(b, out var transposeB, out var ldb);
        if (k == 0)
            result.Fill(0);
        else if (a.dtype == torch.ScalarType.Float32)
            MatMul.Multiply(
                m,
                n,
                k,
                left.Data<float>(),
                lda,
                transposeA,
                right.Data<float>(),
                ldb,
                transposeB,
                result.Data<float>(),
                n
            );
        else
            Naive.MatMul(
                m,
                n,
                k,
                left.Data<double>(),
                lda,
                transposeA,
                right.Data<double>(),
                ldb,
                transposeB,
                result.Data<double>(),
                n
            );
        return result;
    }

    /// <summary>A matrix whose rows, or whose columns, are runs of neighbours: itself or a copy.</summary>
    private static torch.Tensor AsFactor(torch.Tensor x, out bool transposed, out int leading)
    {
        var (rows, columns) = (x.Impl.Strides[0], x.Impl.Strides[1]);
        if (columns == 1 && rows >= x.Impl.Sizes[1])
        {
            (transposed, leading) = (false, checked((int)rows));
            return x.NewHandle();
        }
        if (rows == 1 && columns >= x.Impl.Sizes[0])
        {
            (transposed, leading) = (true, checked((int)columns));
            return x.NewHandle();
        }
        (transposed, leading) = (false, checked((int)x.Impl.Sizes[1]));
        return x.contiguous_copy();
    }

    /// <summary>That both are of one dtype in which products are sums: floating-point, or whole numbers other than Bool.</summary>
    public static void RequireSameNumbers(torch.Tensor a, torch.Tensor b, string operation)
    {
        if (a.dtype != b.dtype || a.dtype == torch.ScalarType.Bool)
            throw new TorchException(
                $"{operation}: expected both tensors to have the same dtype, other than Bool, but got {a.dtype} and {b.dtype}"
            );
    }

    public static void RequireSameFloat(torch.Tensor a, torch.Tensor b, string operation)
    {
        if (a.dtype != b.dtype || !a.dtype.IsFloat())
            throw new TorchException(
                $"{operation}: expected both tensors to have the same floating-point dtype, but got {a.dtype} and {b.dtype}"
            );
    }
}

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The product of two matrices, [n, m] · [m, p]; whole numbers wrap around (torch.mm).</summary>
        public Tensor mm(Tensor target)
        {
            if (Impl.Sizes.Length != 2 || target.Impl.Sizes.Length != 2)
                throw new TorchException(
                    $"mm: expects two matrices, got shapes {Shapes.Text(Impl.Sizes)} and {Shapes.Text(target.Impl.Sizes)}"
                );
            MatMulOp.RequireSameNumbers(this, target, "mm");
            if (Impl.Sizes[1] != target.Impl.Sizes[0])
                throw new TorchException(
                    $"mat1 and mat2 shapes cannot be multiplied ({Impl.Sizes[0]}x{Impl.Sizes[1]} and "
                        + $"{target.Impl.Sizes[0]}x{target.Impl.Sizes[1]})"
                );
            var result = MatMulOp.Multiply(this, target);
            return Autograd.ShouldRecord(this, target)
                ? Autograd.Record(
                    "mm",
                    result,
                    [this, target],
                    [this, target],
                    static (grad, saved, need) =>
                        [need[0] ? grad.mm(saved[1].t()) : null, need[1] ? saved[0].t().mm(grad) : null]
                )
                : result;
        }

        /// <summary>Products of matrices pair by pair, [b, n, m] · [b, m, p].</summary>
        public Tensor bmm(Tensor batch2)
        {
            var (a, b) = (Impl.Sizes, batch2.Impl.Sizes);
            if (a.Length != 3 || b.Length != 3 || a[0] != b[0] || a[2] != b[1])
                throw new TorchException(
                    $"bmm: expects shapes [b, n, m] and [b, m, p], got {Shapes.Text(a)} and {Shapes.Text(b)}"
                );
            MatMulOp.RequireSameNumbers(this, batch2, "bmm");
            var result = Allocate([a[0], a[1], b[2]], dtype);
            using (GradMode.Set(false))
            {
                for (long i = 0; i < a[0]; i++)
                {
                    using var left = select(0, i);
                    using var right = batch2.select(0, i);
                    using var product = MatMulOp.Multiply(left, right);
                    using var place = result.select(0, i);
                    CopyOp.Copy(product, place);
                }
            }
            return Autograd.ShouldRecord(this, batch2)
                ? Autograd.Record(
                    "bmm",
                    result,
                    [this, batch2],
                    [this, batch2],
                    static (grad, saved, need) =>
                        [
                            need[0] ? grad.bmm(saved[1].transpose(1, 2)) : null,
                            need[1] ? saved[0].transpose(1, 2).bmm(grad) : null,
                        ]
                )
                : result;
        }

        /// <summary>The matrix product by NumPy's rules: vectors are rows or columns, leading dimensions are broadcast.</summary>
        public Tensor matmul(Tensor target)
        {
            var (a, b) = (Impl.Sizes, target.Impl.Sizes);
            if (a.Length == 0 || b.Length == 0)
                throw new TorchException(
                    $"matmul: both arguments need at least one dimension, got shapes {Shapes.Text(a)} and {Shapes.Text(b)}"
                );
            if (a.Length == 1 && b.Length == 1)
                return dot(target);
            if (a.Length == 1)
                return unsqueeze(0).matmul(target).squeeze(-2);
            if (b.Length == 1)
                return matmul(target.unsqueeze(1)).squeeze(-1);
            if (a.Length == 2 && b.Length == 2)
                return mm(target);
            if (a[^1] != b[^2])
                throw new TorchException(
                    $"mat1 and mat2 shapes cannot be multiplied ({a[^2]}x{a[^1]} and {b[^2]}x{b[^1]}), in matmul of "
                        + $"{Shapes.Text(a)} and {Shapes.Text(b)}"
                );
            if (b.Length == 2)
                return reshape(-1, a[^1]).mm(target).reshape([.. a[..^1], b[1]]);
            var batch = Shapes.Broadcast(a.AsSpan(0, a.Length - 2), b.AsSpan(0, b.Length - 2), "matmul");
            var left = expand([.. batch, a[^2], a[^1]]).reshape(-1, a[^2], a[^1]);
            var right = target.expand([.. batch, b[^2], b[^1]]).reshape(-1, b[^2], b[^1]);
            return left.bmm(right).reshape([.. batch, a[^2], b[^1]]);
        }

        /// <summary>The scalar product of two vectors.</summary>
        public Tensor dot(Tensor target)
        {
            if (Impl.Sizes.Length != 1 || !Impl.Sizes.AsSpan().SequenceEqual(target.Impl.Sizes))
                throw new TorchException(
                    $"dot: expects two vectors of one length, got shapes {Shapes.Text(Impl.Sizes)} and {Shapes.Text(target.Impl.Sizes)}"
                );
            MatMulOp.RequireSameNumbers(this, target, "dot");
            var sum = mul(target).sum();
            return dtype.IsFloat() ? sum : sum.to_type(dtype);
        }

        /// <summary>The product of a matrix and a vector, [n, m] · [m].</summary>
        public Tensor mv(Tensor target)
        {
            if (Impl.Sizes.Length != 2 || target.Impl.Sizes.Length != 1)
                throw new TorchException(
                    $"mv: expects a matrix and a vector, got shapes {Shapes.Text(Impl.Sizes)} and {Shapes.Text(target.Impl.Sizes)}"
                );
            return matmul(target);
        }

        public Tensor outer(Tensor vec2) => unsqueeze(1).mul(vec2.unsqueeze(0));
    }
}
