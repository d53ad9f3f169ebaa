namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Elements by their numbers in row-major order.</summary>
        public Tensor take(Tensor index) => reshape(-1).index_select(0, index.reshape(-1)).reshape(index.Impl.Sizes);

        /// <summary>gather, with both shapes broadcast but for the dimension.</summary>
        public Tensor take_along_dim(Tensor indices, long dim)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "take_along_dim");
            var (own, theirs) = ((long[])Impl.Sizes.Clone(), (long[])indices.Impl.Sizes.Clone());
            if (own.Length != theirs.Length)
                throw new TorchException(
                    $"take_along_dim: shapes {Shapes.Text(own)} and {Shapes.Text(theirs)} must have as many dimensions"
                );
            var (size, count) = (own[d], theirs[d]);
            own[d] = theirs[d] = 1;
            var shape = Shapes.Broadcast(own, theirs, "take_along_dim");
            long[] With(long n) => [.. shape[..d], n, .. shape[(d + 1)..]];
            return expand(With(size)).gather(d, indices.expand(With(count)));
        }

        public Tensor take_along_dim(Tensor indices) => reshape(-1).take_along_dim(indices.reshape(-1), 0);

        /// <summary>Elements of a source, in order, at the places where the mask is true.</summary>
        public Tensor masked_scatter(Tensor mask, Tensor value)
        {
            using var spread = mask.expand(Impl.Sizes);
            using var places = spread.nonzero();
            if (places.size(0) > value.numel())
                throw new TorchException(
                    $"masked_scatter: the mask has {places.size(0)} places, the source {value.numel()} elements"
                );
            var chosen = value.reshape(-1).narrow(0, 0, places.size(0));
            return clone().index_put_(chosen, [TensorIndex.Tensor(spread)]);
        }

        /// <summary>A copy with one index of a dimension replaced.</summary>
        public Tensor select_scatter(Tensor src, long dim, long index)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "select_scatter");
            var at = new TensorIndex[d + 1];
            Array.Fill(at, TensorIndex.Colon);
            at[d] = TensorIndex.Single(index);
            return clone().index_put_(src, at);
        }

        /// <summary>A copy with a slice of a dimension replaced.</summary>
        public Tensor slice_scatter(Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "slice_scatter");
            var at = new TensorIndex[d + 1];
            Array.Fill(at, TensorIndex.Colon);
            at[d] = TensorIndex.Slice(start, end, step);
            return clone().index_put_(src, at);
        }
    }
}
