namespace DigitLab.Kernels;

/// <summary>
/// The taps of one output coordinate along one axis of a convolution: taps Tap, Tap + tapStep, ... (Count of them) see
/// the source coordinates Source, Source + sourceStep, ... None of them lies outside of the source.
/// </summary>
internal record struct AxisTaps(int Tap, int Source, int Count);

/// <summary>
/// Outputs First, First + step, ... (Length of them) with the same taps, moving along the source evenly.
/// </summary>
internal record struct AxisRun(int First, int Length, AxisTaps Taps);

/// <summary>
/// One axis of a convolution, or of its transpose (the gradient of the input), which is a convolution again: of the
/// gradient, with the weights in reverse order, and with a stride only by the outputs of the same residue.
/// </summary>
internal readonly struct ConvolutionAxis
{
    private readonly int size;
    private readonly int kernel;
    private readonly int stride;
    private readonly int pad;
    private readonly int dilation;
    private readonly bool transposed;

    /// <param name="outputs">Coordinates of what is computed: of the output, or transposed of the input.</param>
    /// <param name="size">Coordinates of what is read: of the input, or transposed of the output.</param>
    public ConvolutionAxis(int outputs, int size, int kernel, int stride, int pad, int dilation, bool transposed)
    {
        Outputs = outputs;
        this.size = size;
        this.kernel = kernel;
        this.stride = stride;
        this.pad = pad;
        this.dilation = dilation;
        this.transposed = transposed;
        int divisor = GreatestCommonDivisor(stride, dilation);
        TapStep = transposed ? stride / divisor : 1;
        SourceStep = transposed ? -dilation / divisor : dilation;
        RunStep = transposed ? stride : 1;
        SourceOfRunStep = transposed ? 1 : stride;
    }

    public int Outputs { get; }

    /// <summary>From tap to tap of one output.</summary>
    public int TapStep { get; }

    /// <summary>From tap to tap, how far the source coordinate moves.</summary>
    public int SourceStep { get; }

    /// <summary>From output to output of a run.</summary>
    public int RunStep { get; }

    /// <summary>From output to output of a run, how far the source coordinate moves.</summary>
    public int SourceOfRunStep { get; }

    /// <summary>The taps that one output sees.</summary>
    public AxisTaps Taps(int output)
    {
        var taps = new AxisTaps(0, 0, 0);
        for (int k = 0; k < kernel; k++)
        {
            int source = transposed ? output + pad - k * dilation : output * stride - pad + k * dilation;
            if (transposed)
            {
                if (source % stride != 0)
                    continue;
                source /= stride;
            }
            if ((uint)source >= (uint)size)
                continue;
            if (taps.Count == 0)
                taps = new AxisTaps(k, source, 0);
            taps.Count++;
        }
        return taps;
    }

    /// <summary>All outputs, in as few runs as there are.</summary>
    /// <param name="runs">Room for <see cref="Outputs"/> runs.</param>
    /// <returns>How many runs there are.</returns>
    public int FindRuns(Span<AxisRun> runs)
    {
        int count = 0;
        for (int residue = 0; residue < RunStep; residue++)
        {
            bool first = true;
            for (int output = residue; output < Outputs; output += RunStep, first = false)
            {
                var taps = Taps(output);
                if (!first)
                {
                    ref var run = ref runs[count - 1];
                    int source = run.Taps.Source + run.Length * SourceOfRunStep;
                    if (taps.Count == run.Taps.Count && (taps.Count == 0 || taps == run.Taps with { Source = source }))
                    {
                        run.Length++;
                        continue;
                    }
                }
                runs[count++] = new AxisRun(output, 1, taps);
            }
        }
        return count;
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
