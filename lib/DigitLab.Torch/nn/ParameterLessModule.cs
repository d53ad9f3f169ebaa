namespace TorchSharp.Modules;

public interface IParameterLessModule;

/// <summary>A module of one input that has nothing to train.</summary>
public abstract class ParameterLessModule<T1, TResult> : torch.nn.Module<T1, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name)
        : base(name) { }
}

/// <summary>A module of two inputs that has nothing to train.</summary>
public abstract class ParameterLessModule<T1, T2, TResult> : torch.nn.Module<T1, T2, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name)
        : base(name) { }
}
