namespace TorchSharp.Modules;

/// <summary>The options of an optimizer for a group of parameters.</summary>
public class OptimizerOptions
{
    private double? learningRate;
    private double initialLearningRate;

    public double? LearningRate
    {
        get => learningRate;
        set => learningRate = value;
    }

    public double InitialLearningRate
    {
        get => initialLearningRate;
        set => initialLearningRate = value;
    }

    /// <summary>What part of the parameter is added to its gradient.</summary>
    internal virtual double WeightDecay => 0;

    internal virtual bool Maximize => false;

    /// <summary>Hands each option over, in the order of the file format.</summary>
    internal virtual void Exchange(StateExchange exchange)
    {
        exchange.Number(ref initialLearningRate);
        exchange.Number(ref learningRate);
    }
}

/// <summary>Parameters that share options.</summary>
public class ParamGroup : torch.optim.ILearningRateController
{
    public IEnumerable<Parameter> Parameters { get; set; } = [];
    public OptimizerOptions Options { get; set; } = null!;

    /// <summary>Whether a scheduler has noted the initial learning rate.</summary>
    internal bool IsScheduled { get; set; }

    public double LearningRate
    {
        get => Options.LearningRate!.Value;
        set => Options.LearningRate = value;
    }

    public double InitialLearningRate
    {
        get => Options.InitialLearningRate;
        set => Options.InitialLearningRate = value;
    }
}

public class ParamGroup<TOptions> : ParamGroup
    where TOptions : OptimizerOptions
{
    public ParamGroup() { }

    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null)
    {
        Parameters = parameters;
        base.Options = options!;
    }

    public new TOptions Options
    {
        get => (TOptions)base.Options;
        set => base.Options = value;
    }
}
