namespace TorchSharp;

public static partial class torch
{
    /// <summary>One entry of an index: a position, a range, all (<c>..</c>), a new dimension, or a tensor of positions.</summary>
    public struct TensorIndex
    {
        internal enum Kind
        {
            None,
            Single,
            Slice,
            Ellipsis,
            Bool,
            Tensor,
        }

        internal Kind Is;
        internal long? Start;
        internal long? Stop;
        internal long? Step;
        internal torch.Tensor? Positions;

        /// <summary>A new dimension of size 1.</summary>
        public static TensorIndex None = new() { Is = Kind.None };
        public static TensorIndex Null = None;

        /// <summary>All dimensions that the other entries do not name.</summary>
        public static TensorIndex Ellipsis = new() { Is = Kind.Ellipsis };

        /// <summary>All of a dimension.</summary>
        public static TensorIndex Colon = new() { Is = Kind.Slice };

        public static TensorIndex Single(long? index) =>
            index is null ? None : new() { Is = Kind.Single, Start = index };

        public static TensorIndex Bool(bool value) => new() { Is = Kind.Bool, Start = value ? 1 : 0 };

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new()
            {
                Is = Kind.Slice,
                Start = start,
                Stop = stop,
                Step = step,
            };

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range) =>
            Slice(
                range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value,
                range.End.IsFromEnd ? (range.End.Value == 0 ? null : -range.End.Value) : range.End.Value
            );

        public static TensorIndex Tensor(torch.Tensor tensor) => new() { Is = Kind.Tensor, Positions = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex(Index index) =>
            Single(index.IsFromEnd ? -index.Value : index.Value);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);
    }
}
