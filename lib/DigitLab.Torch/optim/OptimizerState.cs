namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    public Parameter _parameter;

    private protected OptimizerState(Parameter parameter) => _parameter = parameter;

    /// <summary>Hands each remembered value over, in the order of the file format.</summary>
    internal abstract void Exchange(StateExchange exchange);

    /// <summary>Zeros of the parameter's shape, to start from.</summary>
    private protected torch.Tensor Zeros()
    {
        using var outside = DisposeScopeManager.Suspend();
        return torch.zeros(_parameter.Impl.Sizes, _parameter.dtype);
    }
}
