using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A shape as a value: equal where its sizes are.</summary>
    public struct Size : IEnumerable<long>
    {
        private readonly long[]? shape;

        public Size(long[] shape) => this.shape = (long[])shape.Clone();

        public Size(int[] shape) => this.shape = Array.ConvertAll(shape, size => (long)size);

        public Size(IEnumerable<long> shape) => this.shape = shape.ToArray();

        public Size(long size) => shape = [size];

        public Size(int size) => shape = [size];

        public Size((long, long) size) => shape = [size.Item1, size.Item2];

        public Size((long, long, long) size) => shape = [size.Item1, size.Item2, size.Item3];

        public Size((long, long, long, long) size) => shape = [size.Item1, size.Item2, size.Item3, size.Item4];

        /// <summary>The shape of a number.</summary>
        public static Size Empty = new(Array.Empty<long>());

        public long[] Shape => shape ?? [];

        public int Length => Shape.Length;

        public bool IsEmpty => Length == 0;

        public bool IsScalar => Length == 0;

        public long this[int idx] => Shape[idx];

        public long this[long idx] => Shape[idx];

        /// <summary>How many elements a tensor of this shape has.</summary>
        public long numel() => Shapes.Numel(Shape);

        /// <summary>The sizes of dimensions first to next - 1.</summary>
        public Size Slice(int first, int next) => new(Shape[first..next]);

        public IEnumerable<long> Take(int i) => Shape.Take(i);

        public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)Shape).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override bool Equals(object? obj) => obj is Size other && Shape.AsSpan().SequenceEqual(other.Shape);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var size in Shape)
                hash.Add(size);
            return hash.ToHashCode();
        }

        public override string ToString() => Shapes.Text(Shape);

        public static bool operator ==(Size left, Size right) => left.Equals(right);

        public static bool operator !=(Size left, Size right) => !left.Equals(right);

        public static Size operator +(Size left, Size right) => new([.. left.Shape, .. right.Shape]);

        public static Size operator +(Size left, IEnumerable<long> right) => new([.. left.Shape, .. right]);

        public static implicit operator Size(long size) => new(size);

        public static implicit operator Size(long[] size) => new(size);

        public static implicit operator Size((long, long) size) => new(size);

        public static implicit operator Size((long, long, long) size) => new(size);

        public static implicit operator Size((long, long, long, long) size) => new(size);
    }

    /// <summary>The shape that tensors of these shapes have together.</summary>
    public static Size broadcast_shapes(params long[][] shapes)
    {
        long[] result = [];
        foreach (var shape in shapes)
            result = Shapes.Broadcast(result, shape, "broadcast_shapes");
        return new Size(result);
    }
}
