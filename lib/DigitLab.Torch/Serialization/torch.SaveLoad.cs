using DigitLab.Files;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Writes one tensor to a file, in TorchSharp's own format.</summary>
    public static void save(Tensor t, string location) => t.save(location);

    /// <summary>Reads what save wrote.</summary>
    public static Tensor load(string location) => Tensor.Load(location);

    public partial class Tensor
    {
        /// <summary>Writes this tensor to a file, in TorchSharp's own format.</summary>
        public void save(string location) => AtomicFile.Write(location, stream => this.Save(stream));

        public static Tensor load(string location) => Load(location);

        public static Tensor Load(string location) => StateFile.Read(location, Load);

        public static Tensor Load(Stream stream)
        {
            using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            return Load(reader);
        }

        public static Tensor Load(BinaryReader reader) => TensorFile.Read(reader);
    }
}
