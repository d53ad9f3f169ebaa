using Shouldly;

namespace DigitLab.Kernels.Tests;

/// <summary>Tests that change the instruction set or the number of threads of the whole process run by themselves.</summary>
[CollectionDefinition(nameof(KernelTest), DisableParallelization = true)]
public sealed class KernelCollection;

/// <summary>What the tests of the kernels share: every instruction set, batch-innermost matrices, comparison.</summary>
[Collection(nameof(KernelTest))]
public abstract unsafe class KernelTest : IDisposable
{
    private readonly string active = Simd.Active;
    private readonly int threads = KernelThreadPool.Count;

    /// <summary>The instruction sets that this machine has.</summary>
    public static TheoryData<string> InstructionSets => [.. Simd.Supported];

    public void Dispose()
    {
        Simd.Active = active;
        KernelThreadPool.Count = threads;
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs the body on every instruction set of this machine.</summary>
    private protected static void OnEveryInstructionSet(Action body)
    {
        foreach (string name in Simd.Supported)
        {
            Simd.Active = name;
            body();
        }
    }

    /// <summary>The lane strides that a kernel may meet with a batch of n: the least, and a larger one.</summary>
    private protected static int Lanes(int n, bool wide = false) => (n + 15) / 16 * 16 + (wide ? 16 : 0);

    private protected static GuardedMemory<float> Random(Random random, long length, float scale = 1)
    {
        var memory = new GuardedMemory<float>(length);
        foreach (ref float x in memory.Span)
            x = ((float)random.NextDouble() * 2 - 1) * scale;
        return memory;
    }

    /// <summary>[features, L] with NaN in the lanes behind the batch.</summary>
    private protected static GuardedMemory<float> RandomLanes(
        Random random,
        long features,
        int n,
        int l,
        float scale = 1
    )
    {
        var memory = Random(random, features * l, scale);
        for (long f = 0; f < features; f++)
            memory.Span.Slice((int)(f * l) + n, l - n).Fill(float.NaN);
        return memory;
    }

    private protected static GuardedMemory<double> ToDouble(GuardedMemory<float> source)
    {
        var memory = new GuardedMemory<double>(source.Length);
        for (int i = 0; i < source.Length; i++)
            memory.Pointer[i] = source.Pointer[i];
        return memory;
    }

    private protected static GuardedMemory<float> NaNs(long length)
    {
        var memory = new GuardedMemory<float>(length);
        memory.Span.Fill(float.NaN);
        return memory;
    }

    /// <summary>The valid lanes agree: |actual - expected| is at most tolerance * (1 + |expected|).</summary>
    private protected static void ShouldAgree(
        GuardedMemory<float> actual,
        GuardedMemory<double> expected,
        int n,
        int l,
        double tolerance,
        string what
    )
    {
        for (long i = 0; i < actual.Length; i++)
            if (i % l < n && !Agree(actual.Pointer[i], expected.Pointer[i], tolerance))
                throw Disagreement(actual.Pointer[i], expected.Pointer[i], $"{what}, element {i / l}, lane {i % l}");
    }

    private protected static void ShouldAgree(float actual, double expected, double tolerance, string what)
    {
        if (!Agree(actual, expected, tolerance))
            throw Disagreement(actual, expected, what);
    }

    // Texts are made where they are needed: there are millions of comparisons.
    private static bool Agree(float actual, double expected, double tolerance) =>
        (double.IsNaN(expected) ? float.IsNaN(actual) : actual == expected)
        || Math.Abs(actual - expected) <= tolerance * (1 + Math.Abs(expected));

    private static ShouldAssertException Disagreement(object actual, object expected, string what) =>
        new($"{Simd.Active}: {what}: {actual:G9} should be {expected:G9}");

    /// <summary>The valid lanes are the same.</summary>
    private protected static void ShouldBeSame<T>(
        GuardedMemory<T> actual,
        GuardedMemory<T> expected,
        int n,
        int l,
        string what
    )
        where T : unmanaged, IEquatable<T>
    {
        for (long i = 0; i < actual.Length; i++)
            if (i % l < n && !actual.Pointer[i].Equals(expected.Pointer[i]))
                throw Disagreement(actual.Pointer[i], expected.Pointer[i], $"{what}, element {i / l}, lane {i % l}");
    }

    /// <summary>
    /// Runs a computation on 1, 2 and 4 threads, and once more: all must give the same bits in the valid lanes.
    /// </summary>
    private protected static void ShouldNotDependOnThreads(
        long length,
        int n,
        int l,
        Action<GuardedMemory<float>> compute
    )
    {
        using var first = NaNs(length);
        KernelThreadPool.Count = 1;
        compute(first);
        foreach (int threads in (int[])[2, 4, 3])
        {
            KernelThreadPool.Count = threads;
            using var again = NaNs(length);
            compute(again);
            for (long i = 0; i < length; i++)
                if (
                    i % l < n
                    && BitConverter.SingleToInt32Bits(again.Pointer[i])
                        != BitConverter.SingleToInt32Bits(first.Pointer[i])
                )
                    throw Disagreement(again.Pointer[i], first.Pointer[i], $"{threads} threads");
        }
    }
}
