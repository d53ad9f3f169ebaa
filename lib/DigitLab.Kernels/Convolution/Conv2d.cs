namespace DigitLab.Kernels;

/// <summary>
/// The three convolutions of a training step, float32, in batch-innermost layout (see <see cref="Conv2dShape"/>).
/// </summary>
internal static unsafe class Conv2d
{
    /// <summary>output = activation(input * weight + bias), PyTorch's conv2d.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="input">[H, Cin, W, L].</param>
    /// <param name="weight">[Cout, Cin / Groups, KH, KW].</param>
    /// <param name="bias">[Cout], or null.</param>
    /// <param name="output">[OH, Cout, OW, L]; lanes N and up may be overwritten with anything.</param>
    /// <param name="activation">Applied before storing.</param>
    public static void Forward(
        in Conv2dShape s,
        float* input,
        float* weight,
        float* bias,
        float* output,
        Activation activation = Activation.None
    )
    {
        var correlation = DirectConvolution(s, input, weight, bias, activation);
        correlation.Destination = output;
        Simd.Run(ref correlation);
    }

    /// <summary>The same and pooling of the result.</summary>
    /// <param name="output">
    /// As of <see cref="Forward"/>, but for rows that no window sees, which stay as they are; null where it is not
    /// wanted: the result then never goes to memory.
    /// </param>
    public static void ForwardPooled(
        in Conv2dShape s,
        in RowPool pool,
        float* input,
        float* weight,
        float* bias,
        float* output,
        Activation activation = Activation.None
    )
    {
        var correlation = DirectConvolution(s, input, weight, bias, activation);
        correlation.Destination = output;
        correlation.Pool = pool;
        Simd.Run(ref correlation);
    }

    private static DirectConvolution DirectConvolution(
        in Conv2dShape s,
        float* input,
        float* weight,
        float* bias,
        Activation activation
    )
    {
        int kernel = s.KH * s.KW;
        return new DirectConvolution
        {
            N = s.N,
            L = s.L,
            Groups = s.Groups,
            Height = new ConvolutionAxis(s.OH, s.H, s.KH, s.StrideH, s.PadTop, s.DilationH, transposed: false),
            Width = new ConvolutionAxis(s.OW, s.W, s.KW, s.StrideW, s.PadLeft, s.DilationW, transposed: false),
            Source = input,
            SourceChannels = s.GroupCin,
            SourceHeight = s.H,
            SourceWidth = s.W,
            Weight = weight,
            WeightGroup = s.GroupCout * s.GroupCin * kernel,
            WeightOutput = s.GroupCin * kernel,
            WeightChannel = kernel,
            WeightRow = s.KW,
            Bias = bias,
            Outputs = s.GroupCout,
            Activation = activation,
            Work = Work(s),
        };
    }

    /// <summary>
    /// The same for a few images (fewer than about 8) in ordinary layout: there, lanes would stay empty. L is not used.
    /// </summary>
    /// <param name="input">[N, Cin, H, W].</param>
    /// <param name="output">[N, Cout, OH, OW].</param>
    public static void ForwardImage(
        in Conv2dShape s,
        float* input,
        float* weight,
        float* bias,
        float* output,
        Activation activation = Activation.None
    )
    {
        int inputs = s.Cin * s.H * s.W;
        int outputs = s.Cout * s.OH * s.OW;
        if (!ImageConvolution.Handles(s))
        {
            var kernel = new ThroughLanes
            {
                Shape = s with { L = (s.N + 15) / 16 * 16 },
                Input = input,
                Weight = weight,
                Bias = bias,
                Output = output,
                Activation = activation,
            };
            Simd.Run(ref kernel);
            return;
        }
        for (int n = 0; n < s.N; n++)
        {
            var convolution = new ImageConvolution
            {
                Shape = s,
                Input = input + (long)n * inputs,
                Weight = weight,
                Bias = bias,
                Output = output + (long)n * outputs,
                Relu = activation == Activation.Relu,
            };
            Simd.Run(ref convolution);
        }
        if (activation is Activation.Tanh or Activation.Sigmoid)
            Elementwise.Activate((long)s.N * outputs, output, output, activation);
    }

    /// <summary>The gradient of the input: the transposed convolution of the output's gradient.</summary>
    /// <param name="s">The sizes of the forward convolution.</param>
    /// <param name="gradOutput">[OH, Cout, OW, L].</param>
    /// <param name="weight">[Cout, Cin / Groups, KH, KW].</param>
    /// <param name="gradInput">[H, Cin, W, L]; overwritten.</param>
    public static void BackwardInput(in Conv2dShape s, float* gradOutput, float* weight, float* gradInput)
    {
        int kernel = s.KH * s.KW;
        var correlation = new DirectConvolution
        {
            N = s.N,
            L = s.L,
            Groups = s.Groups,
            Height = new ConvolutionAxis(s.H, s.OH, s.KH, s.StrideH, s.PadTop, s.DilationH, transposed: true),
            Width = new ConvolutionAxis(s.W, s.OW, s.KW, s.StrideW, s.PadLeft, s.DilationW, transposed: true),
            Source = gradOutput,
            SourceChannels = s.GroupCout,
            SourceHeight = s.OH,
            SourceWidth = s.OW,
            Weight = weight,
            WeightGroup = s.GroupCout * s.GroupCin * kernel,
            WeightOutput = kernel,
            WeightChannel = s.GroupCin * kernel,
            WeightRow = s.KW,
            Destination = gradInput,
            Outputs = s.GroupCin,
            Work = Work(s),
        };
        Simd.Run(ref correlation);
    }

    /// <summary>The gradients of the weight and the bias, summed over the batch's N valid lanes.</summary>
    /// <param name="s">The sizes of the forward convolution.</param>
    /// <param name="input">[H, Cin, W, L]; lanes N and up may be overwritten.</param>
    /// <param name="gradOutput">[OH, Cout, OW, L]; lanes N and up may be overwritten.</param>
    /// <param name="gradWeight">[Cout, Cin / Groups, KH, KW].</param>
    /// <param name="gradBias">[Cout], or null when it is not wanted.</param>
    public static void BackwardWeight(
        in Conv2dShape s,
        float* input,
        float* gradOutput,
        float* gradWeight,
        float* gradBias
    )
    {
        var gradient = new WeightGradient
        {
            Shape = s,
            Input = input,
            GradOutput = gradOutput,
            GradWeight = gradWeight,
            GradBias = gradBias,
        };
        Simd.Run(ref gradient);
    }

    private static long Work(in Conv2dShape s) => (long)s.Cout * s.GroupCin * s.KH * s.KW * s.OH * s.OW * s.N;

    /// <summary>A few images in ordinary layout, brought into lanes and back.</summary>
    private struct ThroughLanes : ISimdKernel
    {
        public Conv2dShape Shape;
        public float* Input;
        public float* Weight;
        public float* Bias;
        public float* Output;
        public Activation Activation;

        public readonly void Run<S, V>()
            where S : struct, ISimd<V>
            where V : struct
        {
            var s = Shape;
            int inputs = s.Cin * s.H * s.W;
            int outputs = s.Cout * s.OH * s.OW;
            using var lanes = Scratch.RentFloats((long)inputs * s.L);
            using var outputLanes = Scratch.RentFloats((long)outputs * s.L);
            BatchTranspose.ToBatchInnermost(Input, inputs, s.N, new SampleShape(s.Cin, s.H, s.W), lanes.Floats, s.L);
            Forward(s, lanes.Floats, Weight, Bias, outputLanes.Floats, Activation);
            BatchTranspose.ToRowMajor(
                outputLanes.Floats,
                s.L,
                s.N,
                new SampleShape(s.Cout, s.OH, s.OW),
                Output,
                outputs
            );
        }
    }
}
