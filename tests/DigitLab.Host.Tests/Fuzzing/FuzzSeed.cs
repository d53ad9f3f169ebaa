namespace DigitLab.Host.Tests.Fuzzing;

/// <summary>Where random tests start: at <c>DIGITLAB_FUZZ_SEED</c>, else at a new place each time, which is printed.</summary>
internal static class FuzzSeed
{
    public static readonly int Seed = int.TryParse(
        Environment.GetEnvironmentVariable("DIGITLAB_FUZZ_SEED"),
        out var seed
    )
        ? seed
        : Random.Shared.Next(1_000_000_000);

    /// <summary>The seed, told where a failing test shows it and on the console.</summary>
    public static int Next(ITestOutputHelper output)
    {
        output.WriteLine($"DIGITLAB_FUZZ_SEED={Seed}");
        return Seed;
    }
}
