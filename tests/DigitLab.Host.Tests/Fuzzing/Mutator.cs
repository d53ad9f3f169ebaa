namespace DigitLab.Host.Tests.Fuzzing;

/// <summary>Random damage to bytes, the same for the same seed.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus, IReadOnlyList<byte[]> dictionary)
{
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
        var at = random.Next(bytes.Count + 1);
        switch (random.Next(7))
        {
            case 0 when bytes.Count > 0:
                bytes[random.Next(bytes.Count)] = (byte)random.Next(256);
                break;
            case 1:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            case 2 when bytes.Count > 0:
                var start = random.Next(bytes.Count);
                bytes.RemoveRange(start, random.Next(Math.Min(bytes.Count - start, 40) + 1));
                break;
            case 3:
                bytes.InsertRange(at, dictionary[random.Next(dictionary.Count)]);
                break;
            case 4 when bytes.Count > 0:
                var from = random.Next(bytes.Count);
                bytes.InsertRange(at, [.. bytes.Skip(from).Take(random.Next(60))]);
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6 when bytes.Count > 0:
                var other = corpus[random.Next(corpus.Count)];
                bytes.InsertRange(at, [.. other.Skip(random.Next(other.Length + 1)).Take(random.Next(80))]);
                break;
        }
    }
}
