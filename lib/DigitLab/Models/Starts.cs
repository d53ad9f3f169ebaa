using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Models;

/// <summary>
/// The numbers that a model starts from, where a lab sheet asks for others than PyTorch's. A start sets convolutions and dense
/// layers, and gives the model back: <c>Utrecht.Model1().Glorot()</c>.
/// </summary>
public static class Starts
{
    /// <summary>Keras's start: weights uniform in ±√(6 / (inputs + outputs)), biases 0 (Glorot and Bengio, 2010).</summary>
    public static T Glorot<T>(this T model)
        where T : nn.Module => Start(model, weight => nn.init.xavier_uniform_(weight), 0);

    /// <summary>Weights normal around 0, all biases alike: practical 3 takes a variance of 0.0025 and 0.1.</summary>
    /// <param name="model">The model.</param>
    /// <param name="variance">The square of the deviation.</param>
    /// <param name="bias">A little above 0 keeps a ReLU alive at the start.</param>
    public static T Gaussian<T>(this T model, double variance, double bias)
        where T : nn.Module => Start(model, weight => nn.init.normal_(weight, 0, Math.Sqrt(variance)), bias);

    private static T Start<T>(T model, Action<Tensor> weights, double bias)
        where T : nn.Module
    {
        foreach (var (name, parameter) in model.named_parameters())
            if (name.EndsWith("bias", StringComparison.Ordinal))
                nn.init.constant_(parameter, bias);
            else if (parameter.shape.Length > 1)
                weights(parameter);
        return model;
    }
}
