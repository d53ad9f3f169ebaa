namespace DigitLab.Fuzzing;

/// <summary>Where random tests start: at <c>DIGITLAB_FUZZ_SEED</c>, else at a new place each time, which is printed.</summary>
internal static class FuzzSeed
{
    public static readonly int Seed = int.TryParse(
        Environment.GetEnvironmentVariable("DIGITLAB_FUZZ_SEED"),
        out var seed
    )
        ? seed
        : Random.Shared.Next(1_000_000_000);

    /// <summary>How many files of each format are damaged: <c>DIGITLAB_FUZZ</c>, else a slice.</summary>
    public static int Count(int slice) =>
        int.TryParse(Environment.GetEnvironmentVariable("DIGITLAB_FUZZ"), out var count) ? count : slice;

    /// <summary>The seed, told where a failing test shows it.</summary>
    public static int Next(ITestOutputHelper output)
    {
        output.WriteLine($"DIGITLAB_FUZZ_SEED={Seed}");
        return Seed;
    }
}
