using System.Numerics.Tensors;
using DigitLab.Kernels;

namespace TorchSharp;

/// <summary>An activation, with its parameters if it has any, and with kernels for float32.</summary>
internal unsafe interface IActivation
{
    static abstract string Name { get; }

    /// <summary>Whether the derivative is computed from the input; otherwise from the output.</summary>
    static virtual bool DerivesFromInput => false;

    void Forward(long n, float* x, float* y);
    void Forward(ReadOnlySpan<double> x, Span<double> y);

    /// <param name="source">The input or the output.</param>
    void Backward(long n, float* gradOutput, float* source, float* gradInput);

    /// <summary>The same from operations that can be differentiated again.</summary>
    torch.Tensor Gradient(torch.Tensor grad, torch.Tensor source);
}

internal readonly unsafe struct ReluActivation : IActivation
{
    public static string Name => "relu";

    public void Forward(long n, float* x, float* y) => Elementwise.Relu(n, x, y);

    public void Forward(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Max(x, 0.0, y);

    public void Backward(long n, float* gradOutput, float* source, float* gradInput) =>
        Elementwise.ReluBackward(n, gradOutput, source, gradInput);

    public torch.Tensor Gradient(torch.Tensor grad, torch.Tensor source) => grad * source.gt(0);
}

internal readonly unsafe struct TanhActivation : IActivation
{
    public static string Name => "tanh";

    public void Forward(long n, float* x, float* y) => Elementwise.Tanh(n, x, y);

    public void Forward(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Tanh(x, y);

    public void Backward(long n, float* gradOutput, float* source, float* gradInput) =>
        Elementwise.TanhBackward(n, gradOutput, source, gradInput);

    public torch.Tensor Gradient(torch.Tensor grad, torch.Tensor source) => grad * (1 - source * source);
}

internal readonly unsafe struct SigmoidActivation : IActivation
{
    public static string Name => "sigmoid";

    public void Forward(long n, float* x, float* y) => Elementwise.Sigmoid(n, x, y);

    public void Forward(ReadOnlySpan<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++)
            y[i] = 1 / (1 + Math.Exp(-x[i]));
    }

    public void Backward(long n, float* gradOutput, float* source, float* gradInput) =>
        Elementwise.SigmoidBackward(n, gradOutput, source, gradInput);

    public torch.Tensor Gradient(torch.Tensor grad, torch.Tensor source) => grad * (1 - source) * source;
}

internal readonly unsafe struct LeakyReluActivation(double slope) : IActivation
{
    public static string Name => "leaky_relu";

    public static bool DerivesFromInput => true;

    public void Forward(long n, float* x, float* y) => Elementwise.LeakyRelu(n, x, (float)slope, y);

    public void Forward(ReadOnlySpan<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++)
            y[i] = x[i] > 0 ? x[i] : x[i] * slope;
    }

    public void Backward(long n, float* gradOutput, float* source, float* gradInput) =>
        Elementwise.LeakyReluBackward(n, gradOutput, source, (float)slope, gradInput);

    public torch.Tensor Gradient(torch.Tensor grad, torch.Tensor source) =>
        torch.where(source.gt(0), grad, grad * slope);
}

internal readonly unsafe struct EluActivation(double alpha) : IActivation
{
    public static string Name => "elu";

    public static bool DerivesFromInput => true;

    public void Forward(long n, float* x, float* y) => Elementwise.Elu(n, x, (float)alpha, y);

    public void Forward(ReadOnlySpan<double> x, Span<double> y)
    {
        TensorPrimitives.ExpM1(x, y);
        for (var i = 0; i < x.Length; i++)
            y[i] = x[i] > 0 ? x[i] : y[i] * alpha;
    }

    public void Backward(long n, float* gradOutput, float* source, float* gradInput) =>
        Elementwise.EluBackward(n, gradOutput, source, (float)alpha, gradInput);

    public torch.Tensor Gradient(torch.Tensor grad, torch.Tensor source) =>
        torch.where(source.gt(0), grad, grad * source.clamp(null, 0).exp() * alpha);
}

internal readonly unsafe struct SiluActivation : IActivation
{
    public static string Name => "silu";

    public static bool DerivesFromInput => true;

    public void Forward(long n, float* x, float* y) => Elementwise.Silu(n, x, y);

    public void Forward(ReadOnlySpan<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++)
            y[i] = x[i] / (1 + Math.Exp(-x[i]));
    }

    public void Backward(long n, float* gradOutput, float* source, float* gradInput) =>
        Elementwise.SiluBackward(n, gradOutput, source, gradInput);

    public torch.Tensor Gradient(torch.Tensor grad, torch.Tensor source)
    {
        var sigmoid = source.sigmoid();
        return grad * (sigmoid * (1 + source * (1 - sigmoid)));
    }
}

/// <summary>GELU by the error function.</summary>
internal readonly unsafe struct GeluActivation : IActivation
{
    public static string Name => "gelu";

    public static bool DerivesFromInput => true;

    public void Forward(long n, float* x, float* y) => Elementwise.Gelu(n, x, y);

    public void Forward(ReadOnlySpan<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++)
            y[i] = x[i] * 0.5 * ErrorFunction.Erfc(-x[i] * Math.Sqrt(0.5));
    }

    public void Backward(long n, float* gradOutput, float* source, float* gradInput) =>
        Elementwise.GeluBackward(n, gradOutput, source, gradInput);

    public torch.Tensor Gradient(torch.Tensor grad, torch.Tensor source)
    {
        var distribution = (source * -Math.Sqrt(0.5)).erfc() * 0.5;
        var density = (source * source * -0.5).exp() * (1 / Math.Sqrt(2 * Math.PI));
        return grad * (distribution + source * density);
    }
}

/// <summary>GELU by the hyperbolic tangent.</summary>
internal readonly unsafe struct GeluTanhActivation : IActivation
{
    public static string Name => "gelu";

    public static bool DerivesFromInput => true;

    public void Forward(long n, float* x, float* y) => Elementwise.GeluTanh(n, x, y);

    public void Forward(ReadOnlySpan<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++)
            y[i] =
                0.5
                * x[i]
                * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x[i] + Elementwise.GeluCubic * x[i] * x[i] * x[i])));
    }

    public void Backward(long n, float* gradOutput, float* source, float* gradInput) =>
        Elementwise.GeluTanhBackward(n, gradOutput, source, gradInput);

    public torch.Tensor Gradient(torch.Tensor grad, torch.Tensor source)
    {
        var square = source * source;
        var tanh = ((source + source * square * Elementwise.GeluCubic) * Math.Sqrt(2 / Math.PI)).tanh();
        var slope = (square * (3 * Elementwise.GeluCubic) + 1) * Math.Sqrt(2 / Math.PI);
        return grad * ((tanh + 1) * 0.5 + source * (1 - tanh * tanh) * slope * 0.5);
    }
}
