using System.Diagnostics;
using System.Text;

namespace DigitLab.Fuzzing;

/// <summary>
/// Damaged files of one format for the code that reads it: each is read, or refused with an error of the kind that the reader
/// documents and that names the file. Nothing crashes, hangs, or takes memory that the file does not account for.
/// </summary>
/// <remarks>
/// <c>DIGITLAB_FUZZ=50000</c> sets how many, <c>DIGITLAB_FUZZ_SEED</c> where to start. A failure tells the seed that repeats it
/// alone, with <c>DIGITLAB_FUZZ=1</c>, and the file's bytes.
/// </remarks>
/// <param name="format">Its name.</param>
/// <param name="corpus">Files that are whole.</param>
internal sealed class ReaderFuzz(string format, params byte[][] corpus)
{
    /// <summary>No reader is asked to be fast here: this is what only an endless loop reaches.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // What the reading thread does, for the one that watches it.
    private byte[] file = [];
    private int seed;
    private int done;

    /// <summary>What the format's files are made of; damage brings it in where it does not belong.</summary>
    public IReadOnlyList<byte[]> Words { get; init; } = [];

    /// <summary>Makes checksums and lengths right again, in some of the files: the damage is then met behind them.</summary>
    public Func<byte[], Random, byte[]> Mend { get; init; } = (bytes, _) => bytes;

    /// <summary>How many files are read where <c>DIGITLAB_FUZZ</c> is not set.</summary>
    public int Slice { get; init; } = 1_000;

    /// <summary>The most memory that the reading of one file may take.</summary>
    public long Budget { get; init; } = 64 << 20;

    /// <summary>Reads one damaged file after another.</summary>
    /// <param name="output">Is told the seed.</param>
    /// <param name="read">Reads a file: true, or refuses it: false. Any exception is a failure.</param>
    public void Run(ITestOutputHelper output, Func<byte[], bool> read)
    {
        var (first, count, accepted) = (FuzzSeed.Next(output), FuzzSeed.Count(Slice), 0);
        Exception? failure = null;
        // Otherwise the damage would be met by nobody.
        corpus.Any(read).ShouldBeTrue(format);
        var reader = new Thread(() =>
        {
            try
            {
                for (var i = 0; i < count; i++)
                {
                    seed = unchecked(first + i);
                    file = Mend(new Mutator(seed, corpus, Words).Next(), new Random(~seed));
                    // Of this thread: what others do, of an earlier test or the system, is not the reader's.
                    var before = GC.GetAllocatedBytesForCurrentThread();
                    accepted += read(file) ? 1 : 0;
                    var taken = GC.GetAllocatedBytesForCurrentThread() - before;
                    if (taken > Budget)
                        throw new InvalidOperationException(
                            $"{taken:N0} bytes of memory for {file.Length:N0} of a file"
                        );
                    done++;
                }
            }
            catch (Exception error)
            {
                failure = error;
            }
        })
        {
            IsBackground = true,
        };
        reader.Start();
        var (clock, seen) = (Stopwatch.StartNew(), 0);
        while (!reader.Join(TimeSpan.FromSeconds(1)))
        {
            if (seen != done)
                (seen, clock) = (done, Stopwatch.StartNew());
            if (clock.Elapsed > Patience)
                throw new TimeoutException($"does not end: {Repeat}");
        }
        if (failure is not null)
            throw new InvalidOperationException($"{failure.GetType().Name}: {failure.Message}\n{Repeat}", failure);
        output.WriteLine($"{format}: {count:N0} files, {accepted:N0} read, the others refused");
    }

    private string Repeat =>
        $"{format}: DIGITLAB_FUZZ=1 DIGITLAB_FUZZ_SEED={seed} repeats it. The file: {Convert.ToBase64String(file)}";

    /// <summary>Whether a file is read; an error of another kind, or one that does not name the file, is passed on.</summary>
    /// <typeparam name="TRefusal">What the reader documents.</typeparam>
    /// <param name="name">The file's, as it stands in the error's message.</param>
    /// <param name="read">Reads it.</param>
    public static bool Reads<TRefusal>(string name, Action read)
        where TRefusal : Exception
    {
        try
        {
            read();
            return true;
        }
        catch (TRefusal refusal) when (refusal.Message.Contains(name))
        {
            return false;
        }
    }

    public static byte[][] Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
