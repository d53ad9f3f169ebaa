using DigitLab.Idx;
using DigitLab.Ink.Writing;

namespace DigitLab.Data;

/// <summary>
/// Synthetic handwriting: pen strokes drawn by the library in MNIST's format (28 x 28 grey levels), for a
/// room without network. The same count and seed give the same bytes on every machine.
/// </summary>
public static class SyntheticDigits
{
    private const int Side = Pen.Side;

    /// <summary>A training set of 60,000 and a test set of 10,000, as large as MNIST's.</summary>
    public static TrainTestData Load()
    {
        FrontEndStatus.DataSet("synthetic digits");
        return new(
            Dataset.From(
                Generate(60_000, seed: 1),
                "synthetic digits train",
                Mnist.Source.ClassNames,
                isSynthetic: true
            ),
            () =>
                Dataset.From(
                    Generate(10_000, seed: 2),
                    "synthetic digits test",
                    Mnist.Source.ClassNames,
                    isSynthetic: true
                )
        );
    }

    /// <summary>Draws digits.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Another seed, other digits. A longer set of the same seed starts with the shorter one.</param>
    /// <returns>Images of 28 x 28 and their labels, each digit equally likely.</returns>
    public static LabeledImages Generate(int count, ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var pixels = new byte[checked(count * Side * Side)];
        var labels = new byte[count];
        // Every digit has its own random stream, so the result does not depend on the number of threads.
        Parallel.For(
            0,
            count,
            () => (Hand: new Hand(), Pen: new Pen()),
            (i, _, tools) =>
            {
                var random = SplitMix64.ForItem(seed, i);
                var digit = random.Below(10);
                labels[i] = (byte)digit;
                var line = tools.Hand.Write(digit, ref random);
                tools.Pen.Draw(line, pixels.AsSpan(i * Side * Side, Side * Side), ref random);
                return tools;
            },
            _ => { }
        );
        return new(pixels, labels);
    }
}
