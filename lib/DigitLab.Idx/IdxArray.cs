using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DigitLab.Idx;

/// <summary>An array of unsigned bytes with a shape: the content of an IDX file.</summary>
/// <param name="Shape">Its dimensions; [60000, 28, 28] for MNIST's training images.</param>
/// <param name="Values">Its values in row-major order.</param>
public sealed record IdxArray(int[] Shape, byte[] Values)
{
    /// <summary>The file's first bytes: 0, 0, the element type, the rank, then each dimension, big-endian.</summary>
    internal byte[] Header()
    {
        var header = new byte[4 + 4 * Shape.Length];
        header[2] = IdxFile.UnsignedByte;
        header[3] = (byte)Shape.Length;
        for (var i = 0; i < Shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), Shape[i]);
        return header;
    }

    /// <summary>SHA-256 of the uncompressed file, in lower-case hexadecimal digits.</summary>
    internal string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Header());
        hash.AppendData(Values);
        return Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
    }
}
