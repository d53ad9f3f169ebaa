namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements' memory, in row-major order, to read or write.</summary>
        /// <exception cref="NotImplementedException">The tensor is not contiguous.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_contiguous())
                    throw new NotImplementedException(
                        $"bytes: a tensor that is not contiguous (shape {Shapes.Text(Impl.Sizes)}, "
                            + $"strides {Shapes.Text(Impl.Strides)}); use .contiguous().bytes"
                    );
                var start = (byte*)Impl.Storage.Address + Impl.Offset * ElementSize;
                return new Span<byte>(start, checked((int)(numel() * ElementSize)));
            }
            set
            {
                var memory = bytes;
                if (value.Length != memory.Length)
                    throw new ArgumentException($"bytes: {value.Length} bytes do not fill a tensor of {memory.Length}");
                value.CopyTo(memory);
                Impl.Storage.Version++;
            }
        }
    }
}
