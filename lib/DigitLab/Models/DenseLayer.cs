using System.Numerics.Tensors;

namespace DigitLab.Models;

/// <summary>A dense layer on plain arrays; or the gradient of one, which has the same shape.</summary>
/// <param name="weights">A row for each neuron with a weight for each input.</param>
/// <param name="biases">One for each neuron.</param>
public sealed class DenseLayer(double[][] weights, double[] biases)
{
    /// <summary><c>Weights[j][i]</c> leads from input i to neuron j.</summary>
    public double[][] Weights { get; } = weights;

    /// <summary>One for each neuron.</summary>
    public double[] Biases { get; } = biases;

    /// <summary>
    /// Weights uniform in ±1/√inputs, biases 0. If all were equal, all neurons would learn the same; if they were large, the sigmoid
    /// would saturate and learn nothing.
    /// </summary>
    public static DenseLayer Random(int neurons, int inputs, Random random)
    {
        var bound = 1 / Math.Sqrt(inputs);
        return new(
            Rows(neurons, () => [.. Enumerable.Range(0, inputs).Select(_ => bound * (2 * random.NextDouble() - 1))]),
            new double[neurons]
        );
    }

    /// <summary>A layer of the same size, all 0.</summary>
    public DenseLayer Zeros() =>
        new(Rows(Biases.Length, () => new double[Weights[0].Length]), new double[Biases.Length]);

    private static double[][] Rows(int count, Func<double[]> row) => [.. Enumerable.Range(0, count).Select(_ => row())];

    /// <summary>z = Wx + b.</summary>
    public double[] Apply(ReadOnlySpan<double> x)
    {
        var z = new double[Biases.Length];
        for (var j = 0; j < z.Length; j++)
            z[j] = TensorPrimitives.Dot(Weights[j], x) + Biases[j];
        return z;
    }

    /// <summary>W += δxᵀ and b += δ: the contribution of one image to the gradient.</summary>
    internal void AddOuterProduct(double[] error, ReadOnlySpan<double> x)
    {
        for (var j = 0; j < error.Length; j++)
        {
            TensorPrimitives.MultiplyAdd(x, error[j], Weights[j], Weights[j]);
            Biases[j] += error[j];
        }
    }

    /// <summary>W ← W − rate · gradient; then the gradient is reset to 0.</summary>
    internal void Descend(DenseLayer gradient, double rate)
    {
        foreach (var (values, slopes) in Weights.Zip(gradient.Weights).Append((Biases, gradient.Biases)))
        {
            TensorPrimitives.MultiplyAdd(slopes, -rate, values, values);
            Array.Clear(slopes);
        }
    }
}
