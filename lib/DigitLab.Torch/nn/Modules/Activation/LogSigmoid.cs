using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>log(sigmoid(x)).</summary>
public sealed class LogSigmoid : ParameterLessModule<Tensor, Tensor>
{
    internal LogSigmoid()
        : base(nameof(LogSigmoid)) { }

    public override Tensor forward(Tensor tensor) => nn.functional.logsigmoid(tensor);
}
