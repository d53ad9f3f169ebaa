namespace TorchSharp;

/// <summary>The default random stream: its seed, its state, and single numbers.</summary>
public static partial class torch
{
    /// <summary>Seeds the default stream with a number that nobody foresees, and returns it.</summary>
    public static long seed() => Generator.Default.seed();

    public static long initial_seed() => Generator.Default.initial_seed();

    public static Tensor get_rng_state() => Generator.Default.get_state();

    public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);

    /// <summary>A number uniform in [0, 1).</summary>
    public static double rand_float(Generator? generator = null)
    {
        using var drawn = rand(1, ScalarType.Float64, generator: generator);
        return drawn.item<double>();
    }

    /// <summary>A standard normal number.</summary>
    public static double randn_float(Generator? generator = null)
    {
        using var drawn = randn(1, ScalarType.Float64, generator: generator);
        return drawn.item<double>();
    }

    public static bool randint_bool(Generator? generator = null) => randint_long(0, 2, generator) != 0;

    public static int randint_int(int high, Generator? generator = null) => (int)randint_long(0, high, generator);

    public static int randint_int(int low, int high, Generator? generator = null) =>
        (int)randint_long(low, high, generator);

    public static long randint_long(long high, Generator? generator = null) => randint_long(0, high, generator);

    /// <summary>A whole number uniform in [low, high).</summary>
    public static long randint_long(long low, long high, Generator? generator = null)
    {
        using var drawn = randint(low, high, new long[] { 1 }, generator: generator);
        return drawn.item<long>();
    }
}
