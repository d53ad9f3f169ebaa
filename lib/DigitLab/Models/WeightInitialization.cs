using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Models;

/// <summary>
/// Weight initialization where a lab sheet asks for another than PyTorch's. Each method initializes the convolutions and
/// dense layers of a model and returns it: <c>Utrecht.Model1().Glorot()</c>.
/// </summary>
public static class WeightInitialization
{
    /// <summary>Keras's default: weights uniform in ±√(6 / (inputs + outputs)), biases 0 (Glorot and Bengio, 2010).</summary>
    public static T Glorot<T>(this T model)
        where T : nn.Module => Initialize(model, weight => nn.init.xavier_uniform_(weight), 0);

    /// <summary>Weights normally distributed with mean 0, all biases equal: practical 3 has a variance of 0.0025 and biases of 0.1.</summary>
    /// <param name="model">The model.</param>
    /// <param name="variance">Of the weights.</param>
    /// <param name="bias">Slightly above 0, it keeps ReLUs active at first.</param>
    public static T Gaussian<T>(this T model, double variance, double bias)
        where T : nn.Module => Initialize(model, weight => nn.init.normal_(weight, 0, Math.Sqrt(variance)), bias);

    private static T Initialize<T>(T model, Action<Tensor> weights, double bias)
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
