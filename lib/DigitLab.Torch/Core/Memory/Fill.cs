using System.Numerics;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        internal unsafe void Fill(Scalar value)
        {
            switch (dtype)
            {
                case ScalarType.Float32:
                    FillWith(value.As<float>());
                    break;
                case ScalarType.Float64:
                    FillWith(value.As<double>());
                    break;
                case ScalarType.Int64:
                    FillWith(value.As<long>());
                    break;
                case ScalarType.Int32:
                    FillWith(value.As<int>());
                    break;
                case ScalarType.Int16:
                    FillWith(value.As<short>());
                    break;
                case ScalarType.Int8:
                    FillWith(value.As<sbyte>());
                    break;
                case ScalarType.Bool:
                    FillWith(value.Double != 0 ? (byte)1 : (byte)0);
                    break;
                default:
                    FillWith(value.As<byte>());
                    break;
            }
        }

        private unsafe void FillWith<T>(T value)
            where T : unmanaged, INumber<T>
        {
            var walk = new StridedWalk(Impl);
            if (walk.IsEmpty)
                return;
            var stride = walk.InnerStride(0);
            do
            {
                var row = Data<T>() + walk.Offset(0);
                if (stride == 1)
                    new Span<T>(row, checked((int)walk.InnerSize)).Fill(value);
                else
                    for (long i = 0; i < walk.InnerSize; i++)
                        row[i * stride] = value;
            } while (walk.Next());
            GC.KeepAlive(this);
        }

        public Tensor fill_(Scalar value) =>
            InPlace.Change(
                this,
                "fill_",
                [],
                [],
                target => target.Fill(value),
                static (grad, _, _) => [grad.zeros_like()]
            );

        public Tensor zero_() => fill_(0);
    }
}
