namespace DigitLab.Ink.Writing;

/// <summary>
/// A small random generator with the same stream on every machine (Steele, Lea and Flood,
/// "Fast splittable pseudorandom number generators", 2014).
/// </summary>
/// <remarks>Only additions, multiplications and shifts, so no mathematics library can change a digit.</remarks>
internal struct SplitMix64(ulong seed)
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;
    private ulong state = seed;

    /// <summary>The stream of one item: neighbouring seeds and indices give unrelated streams.</summary>
    public static SplitMix64 ForItem(ulong seed, long index) => new(Mix(Mix(seed + GoldenGamma) + (ulong)index));

    public ulong Next() => Mix(state += GoldenGamma);

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Uniform(double low, double high) => low + (high - low) * Uniform();

    /// <summary>Uniform integer in [0, <paramref name="count"/>).</summary>
    public int Below(int count) => (int)(((Next() >> 32) * (ulong)count) >> 32);

    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>
    /// Nearly normal, mean 0 and standard deviation 1, never beyond ±3.47: the sum of four uniforms.
    /// A bell without tails is what is wanted here: one wild control point spoils a digit.
    /// </summary>
    public double Bell() => (Uniform() + Uniform() + Uniform() + Uniform() - 2) * 1.7320508075688772;

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
