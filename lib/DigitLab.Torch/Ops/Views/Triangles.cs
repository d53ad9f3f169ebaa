namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Zero above a diagonal (0 the main one, positive above it).</summary>
        public Tensor tril(long diagonal = 0) => Triangle("tril", diagonal, lower: true);

        /// <summary>Zero below a diagonal.</summary>
        public Tensor triu(long diagonal = 0) => Triangle("triu", diagonal, lower: false);

        private Tensor Triangle(string operation, long diagonal, bool lower)
        {
            if (Impl.Sizes.Length < 2)
                throw new TorchException(
                    $"{operation}: expects a tensor of at least 2 dimensions, got shape {Shapes.Text(Impl.Sizes)}"
                );
            using var rows = arange(Impl.Sizes[^2], ScalarType.Int64).unsqueeze(1);
            using var columns = arange(Impl.Sizes[^1], ScalarType.Int64);
            using var offset = columns - rows;
            using var outside = lower ? offset.gt(diagonal) : offset.lt(diagonal);
            return masked_fill(outside, 0);
        }

        /// <summary>The elements on a diagonal, as the last dimension of a view.</summary>
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1)
        {
            var rank = Impl.Sizes.Length;
            var (a, b) = (Shapes.Dim(dim1, rank, "diagonal"), Shapes.Dim(dim2, rank, "diagonal"));
            if (rank < 2 || a == b)
                throw new TorchException(
                    $"diagonal: dimensions {dim1} and {dim2} of shape {Shapes.Text(Impl.Sizes)} must be two different ones"
                );
            var (row, column) = (Math.Max(-offset, 0), Math.Max(offset, 0));
            var length = Math.Max(Math.Min(Impl.Sizes[a] - row, Impl.Sizes[b] - column), 0);
            var kept = Enumerable.Range(0, rank).Where(d => d != a && d != b).ToArray();
            long[] sizes = [.. kept.Select(d => Impl.Sizes[d]), length];
            long[] strides = [.. kept.Select(d => Impl.Strides[d]), Impl.Strides[a] + Impl.Strides[b]];
            var start = length == 0 ? 0 : row * Impl.Strides[a] + column * Impl.Strides[b];
            var original = Impl.Sizes;
            return Viewed(
                "diagonal",
                sizes,
                strides,
                Impl.Offset + start,
                (grad, _, _) =>
                {
                    // Into the diagonal of a square, and that cut or padded to the original's rows and columns.
                    var square = grad.diag_embed(offset, a, b);
                    foreach (var d in (int[])[a, b])
                    {
                        var size = square.size(d);
                        if (size > original[d])
                            square = square.narrow(d, 0, original[d]);
                        else if (size < original[d])
                        {
                            var missing = square.shape;
                            missing[d] = original[d] - size;
                            square = cat([square, torch.zeros(missing, grad.dtype)], d);
                        }
                    }
                    return [square];
                }
            );
        }

        /// <summary>A vector as the diagonal of a matrix, or the diagonal of a matrix as a vector.</summary>
        public Tensor diag(long diagonal = 0) =>
            Impl.Sizes.Length switch
            {
                1 => diag_embed(diagonal),
                2 => this.diagonal(diagonal).clone(),
                _ => throw new TorchException(
                    $"diag: expects a vector or a matrix, got shape {Shapes.Text(Impl.Sizes)}"
                ),
            };

        /// <summary>All elements as the diagonal of a matrix.</summary>
        public Tensor diagflat(long offset = 0) => reshape(-1).diag_embed(offset);

        /// <summary>The last dimension as the diagonal of two.</summary>
        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1)
        {
            var rank = Impl.Sizes.Length + 1;
            var (a, b) = (Shapes.Dim(dim1, rank, "diag_embed"), Shapes.Dim(dim2, rank, "diag_embed"));
            if (a == b)
                throw new TorchException($"diag_embed: dim1 and dim2 must differ, got {dim1} and {dim2}");
            var length = Impl.Sizes[^1];
            var size = length + Math.Abs(offset);
            using var rows = arange(size, ScalarType.Int64).unsqueeze(1);
            using var columns = arange(size, ScalarType.Int64);
            using var on = (columns - rows).eq(offset);
            // Each row holds the element of its diagonal place, which the mask lets through at its column.
            var padded = nn.functional.pad(this, offset >= 0 ? [0, offset] : [-offset, 0]);
            var spread = padded.unsqueeze(-1).expand([.. padded.Impl.Sizes, size]);
            return torch.where(on, spread, torch.zeros_like(spread)).movedim([-2, -1], [a, b]);
        }

        /// <summary>The sum of the main diagonal.</summary>
        public Tensor trace()
        {
            if (Impl.Sizes.Length != 2)
                throw new TorchException($"trace: expects a matrix, got shape {Shapes.Text(Impl.Sizes)}");
            return diagonal().sum();
        }

        /// <summary>The last two dimensions exchanged.</summary>
        public Tensor mT => transpose(-2, -1);
    }

    /// <summary>Rows and columns of the lower triangle, [2, n].</summary>
    public static Tensor tril_indices(
        long row,
        long col,
        long offset = 0,
        ScalarType dtype = ScalarType.Int64,
        Device? device = null
    ) => Positions(ones(row, col, ScalarType.Bool).tril(offset), dtype);

    /// <summary>Rows and columns of the upper triangle, [2, n].</summary>
    public static Tensor triu_indices(
        long row,
        long col,
        long offset = 0,
        ScalarType dtype = ScalarType.Int64,
        Device? device = null
    ) => Positions(ones(row, col, ScalarType.Bool).triu(offset), dtype);

    private static Tensor Positions(Tensor mask, ScalarType dtype) => mask.nonzero().t().contiguous().to_type(dtype);

    /// <summary>Matrices along the diagonal of a larger one.</summary>
    public static Tensor block_diag(params Tensor[] tensors)
    {
        var blocks = Array.ConvertAll(tensors, t => t.atleast_2d());
        var columns = blocks.Sum(block => block.size(1));
        long before = 0;
        var rows = new List<Tensor>();
        foreach (var block in blocks)
        {
            rows.Add(nn.functional.pad(block, [before, columns - before - block.size(1)]));
            before += block.size(1);
        }
        return cat(rows.ToArray(), 0);
    }
}
