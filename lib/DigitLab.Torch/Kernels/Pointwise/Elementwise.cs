namespace DigitLab.Torch.Kernels;

/// <summary>Operations element by element on float32 arrays of any length; source and destination may be the same.</summary>
internal static unsafe class Elementwise
{
    /// <summary>y = max(x, 0); NaN stays NaN.</summary>
    public static void Relu(long n, float* x, float* y)
    {
        for (long i = 0; i < n; i++)
            y[i] = x[i] <= 0 ? 0 : x[i];
    }

    /// <summary>gradInput = gradOutput where the output is positive, else 0.</summary>
    public static void ReluBackward(long n, float* gradOutput, float* output, float* gradInput)
    {
        for (long i = 0; i < n; i++)
            gradInput[i] = output[i] <= 0 ? 0 : gradOutput[i];
    }

    public static void Tanh(long n, float* x, float* y)
    {
        for (long i = 0; i < n; i++)
            y[i] = MathF.Tanh(x[i]);
    }

    /// <summary>gradInput = gradOutput * (1 - output²).</summary>
    public static void TanhBackward(long n, float* gradOutput, float* output, float* gradInput)
    {
        for (long i = 0; i < n; i++)
            gradInput[i] = gradOutput[i] * (1 - output[i] * output[i]);
    }

    public static void Sigmoid(long n, float* x, float* y)
    {
        for (long i = 0; i < n; i++)
            y[i] = 1 / (1 + MathF.Exp(-x[i]));
    }

    /// <summary>gradInput = gradOutput * output * (1 - output).</summary>
    public static void SigmoidBackward(long n, float* gradOutput, float* output, float* gradInput)
    {
        for (long i = 0; i < n; i++)
            gradInput[i] = gradOutput[i] * output[i] * (1 - output[i]);
    }

    public static void Exp(long n, float* x, float* y)
    {
        for (long i = 0; i < n; i++)
            y[i] = MathF.Exp(x[i]);
    }

    public static void Log(long n, float* x, float* y)
    {
        for (long i = 0; i < n; i++)
            y[i] = MathF.Log(x[i]);
    }

    public static void Add(long n, float* a, float* b, float* y)
    {
        for (long i = 0; i < n; i++)
            y[i] = a[i] + b[i];
    }

    public static void Subtract(long n, float* a, float* b, float* y)
    {
        for (long i = 0; i < n; i++)
            y[i] = a[i] - b[i];
    }

    public static void Multiply(long n, float* a, float* b, float* y)
    {
        for (long i = 0; i < n; i++)
            y[i] = a[i] * b[i];
    }

    public static void Divide(long n, float* a, float* b, float* y)
    {
        for (long i = 0; i < n; i++)
            y[i] = a[i] / b[i];
    }

    /// <summary>y += a * x.</summary>
    public static void AddScaled(long n, float a, float* x, float* y)
    {
        for (long i = 0; i < n; i++)
            y[i] += a * x[i];
    }

    /// <summary>y = a * x + b.</summary>
    public static void Affine(long n, float a, float* x, float b, float* y)
    {
        for (long i = 0; i < n; i++)
            y[i] = a * x[i] + b;
    }

    /// <summary>y = activation(x).</summary>
    public static void Activate(long n, float* x, float* y, Activation activation)
    {
        switch (activation)
        {
            case Activation.Relu:
                Relu(n, x, y);
                break;
            case Activation.Tanh:
                Tanh(n, x, y);
                break;
            case Activation.Sigmoid:
                Sigmoid(n, x, y);
                break;
            default:
                if (x != y)
                    Buffer.MemoryCopy(x, y, n * sizeof(float), n * sizeof(float));
                break;
        }
    }
}
