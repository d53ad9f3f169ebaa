namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Starts with a structure: identities, orthogonal bases, sparse matrices.</summary>
        public static partial class init
        {
            /// <summary>The identity matrix.</summary>
            public static Tensor eye_(Tensor tensor)
            {
                if (tensor.ndim != 2)
                    throw new ArgumentException($"eye_: expects a matrix, got shape {Shapes.Text(tensor.shape)}");
                return Untracked(tensor, t => t.copy_(eye(t.size(0), t.size(1), t.dtype)));
            }

            /// <summary>Convolution weights that leave the input as it is, channel by channel.</summary>
            public static Tensor dirac_(Tensor tensor)
            {
                if (tensor.ndim is not (3 or 4 or 5))
                    throw new ArgumentException(
                        $"dirac_: expects weights of 3, 4 or 5 dimensions, got shape {Shapes.Text(tensor.shape)}"
                    );
                return Untracked(
                    tensor,
                    t =>
                    {
                        t.zero_();
                        for (long c = 0; c < Math.Min(t.size(0), t.size(1)); c++)
                        {
                            TensorIndex[] centre = [c, c, .. t.shape[2..].Select(size => TensorIndex.Single(size / 2))];
                            t[centre] = ones([], t.dtype);
                        }
                        return t;
                    }
                );
            }

            /// <summary>A matrix with orthonormal rows or columns (Saxe et al., 2013).</summary>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1)
            {
                if (tensor.ndim < 2)
                    throw new ArgumentException(
                        $"orthogonal_: expects at least 2 dimensions, got shape {Shapes.Text(tensor.shape)}"
                    );
                return Untracked(
                    tensor,
                    t =>
                    {
                        var rows = t.size(0);
                        using var drawn = empty([rows, t.numel() / rows], t.dtype).normal_();
                        using var wide = (rows < drawn.size(1) ? drawn.t() : drawn).to_type(ScalarType.Float64);
                        using var basis = Orthonormal(wide);
                        return t.copy_((rows < drawn.size(1) ? basis.t() : basis).reshape(t.shape) * gain);
                    }
                );
            }

            /// <summary>Q of the QR decomposition with a positive diagonal of R, by modified Gram and Schmidt, done twice.</summary>
            private static Tensor Orthonormal(Tensor matrix)
            {
                var columns = matrix.unbind(1);
                for (var j = 0; j < columns.Length; j++)
                {
                    for (var pass = 0; pass < 2; pass++)
                    for (var i = 0; i < j; i++)
                        columns[j] = columns[j] - columns[i] * columns[i].dot(columns[j]);
                    columns[j] = columns[j] / columns[j].norm();
                }
                return stack(columns, 1);
            }

            /// <summary>Normal numbers, of which a share in each column is zero.</summary>
            public static Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01)
            {
                if (tensor.ndim != 2)
                    throw new ArgumentException($"sparse_: expects a matrix, got shape {Shapes.Text(tensor.shape)}");
                return Untracked(
                    tensor,
                    t =>
                    {
                        t.normal_(0, std);
                        var zeros = (long)Math.Ceiling(sparsity * t.size(0));
                        for (long column = 0; column < t.size(1); column++)
                        {
                            using var rows = randperm(t.size(0)).narrow(0, 0, zeros);
                            t.select(1, column).index_fill_(0, rows, 0);
                        }
                        return t;
                    }
                );
            }
        }
    }
}
