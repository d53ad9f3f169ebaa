namespace DigitLab.Fuzzing;

/// <summary>Random damage to bytes, the same for the same seed.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus, IReadOnlyList<byte[]> dictionary)
{
    /// <summary>Most of a file's structure lies in its first bytes.</summary>
    private const int Beginning = 700;

    private static readonly byte[] Extremes = [0, 1, 0x7f, 0x80, 0xff];

    private readonly Random random = new(seed);

    public byte[] Next()
    {
        var bytes = corpus[random.Next(corpus.Count)].ToList();
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            Mutate(bytes);
        }
        return [.. bytes];
    }

    private void Mutate(List<byte> bytes)
    {
        var end = random.Next(2) == 0 ? bytes.Count : Math.Min(bytes.Count, Beginning);
        var at = random.Next(end + 1);
        var inside = random.Next(Math.Max(end, 1));
        switch (random.Next(9))
        {
            case 0 when bytes.Count > 0:
                bytes[inside] = (byte)random.Next(256);
                break;
            case 1 when bytes.Count > 0:
                bytes[inside] ^= (byte)(1 << random.Next(8));
                break;
            case 2 when bytes.Count > 0:
                bytes[inside] = Extremes[random.Next(Extremes.Length)];
                break;
            case 3:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            case 4 when bytes.Count > 0:
                bytes.RemoveRange(inside, random.Next(Math.Min(bytes.Count - inside, 40) + 1));
                break;
            case 5 when dictionary.Count > 0:
                bytes.InsertRange(at, dictionary[random.Next(dictionary.Count)]);
                break;
            case 6 when bytes.Count > 0:
                var from = random.Next(bytes.Count);
                bytes.InsertRange(at, bytes.GetRange(from, Math.Min(random.Next(60), bytes.Count - from)));
                break;
            case 7:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 8:
                var other = corpus[random.Next(corpus.Count)];
                var start = random.Next(other.Length + 1);
                bytes.InsertRange(at, other[start..Math.Min(other.Length, start + random.Next(200))]);
                break;
        }
    }
}
