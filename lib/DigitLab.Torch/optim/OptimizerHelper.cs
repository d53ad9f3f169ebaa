using DigitLab.Files;
using DigitLab.Torch;

namespace TorchSharp.Modules;

/// <summary>What the optimizers share: groups with defaults, and a state for each parameter.</summary>
public abstract class OptimizerHelper : torch.optim.Optimizer
{
    public OptimizerOptions _defaults = new();
    private readonly Dictionary<Parameter, OptimizerState> states = new(
        System.Collections.Generic.ReferenceEqualityComparer.Instance
    );

    private protected OptimizerHelper() { }

    private protected abstract OptimizerState NewState(Parameter parameter, OptimizerOptions options);

    private protected OptimizerState StateOf(Parameter parameter, OptimizerOptions options)
    {
        if (!states.TryGetValue(parameter, out var state))
            states[parameter] = state = NewState(parameter, options);
        return state;
    }

    /// <summary>Adds the groups that the optimizer starts with.</summary>
    /// <exception cref="ArgumentException">There is not one parameter in them.</exception>
    private protected void Begin(IEnumerable<ParamGroup> groups)
    {
        var sources = new List<ParametersOf>();
        foreach (var group in groups)
        {
            if (group.Parameters is ParametersOf source)
                sources.Add(source);
            add_param_group(group);
        }
        if (!parameters().Any())
            throw new ArgumentException(
                string.Join(
                    ". ",
                    sources
                        .Select(source => UnregisteredLayers.Explain(source.Module))
                        .Prepend($"{GetType().Name}: optimizer got an empty parameter list")
                )
            );
    }

    /// <summary>Adds a group whose options have been completed from the defaults.</summary>
    private protected void Add(ParamGroup group, OptimizerOptions options)
    {
        options.LearningRate ??= _defaults.LearningRate;
        options.InitialLearningRate = options.LearningRate!.Value;
        group.Options = options;
        group.Parameters = group.Parameters.ToList();
        foreach (var parameter in group.Parameters)
        {
            if (!parameter.dtype.IsFloat())
                throw new ArgumentException($"{GetType().Name}: a parameter has dtype {parameter.dtype}");
            if (parameters().Any(own => ReferenceEquals(own, parameter)))
                throw new ArgumentException($"{GetType().Name}: a parameter appears in more than one parameter group");
        }
        base.add_param_group(group);
    }

    /// <summary>Runs <paramref name="body"/> for each group without recording, after the closure.</summary>
    protected torch.Tensor? _step<T>(Action<T> body, Func<torch.Tensor>? loss_closure = null)
        where T : ParamGroup
    {
        torch.Tensor? loss = null;
        if (loss_closure is not null)
        {
            using var on = torch.enable_grad();
            loss = loss_closure();
        }
        using var off = torch.no_grad();
        using var outside = DisposeScopeManager.Suspend();
        foreach (var group in _parameter_groups)
            body((T)group);
        return loss;
    }

    /// <summary>A step by operations on tensors, whose temporaries go at once.</summary>
    /// <param name="update">Gets the gradient with weight decay added, and negated where maximising.</param>
    private protected torch.Tensor? StepEach<TState, TOptions>(
        Func<torch.Tensor>? closure,
        Action<Parameter, torch.Tensor, TState, TOptions> update
    )
        where TState : OptimizerState
        where TOptions : OptimizerOptions =>
        StepWith<TState, TOptions>(
            closure,
            (parameter, gradient, state, options) =>
            {
                using var scope = torch.NewDisposeScope();
                var g = options.Maximize ? -gradient : gradient;
                update(parameter, options.WeightDecay == 0 ? g : g.add(parameter, options.WeightDecay), state, options);
            }
        );

    /// <summary>A step by the update of each parameter that has a gradient.</summary>
    private protected torch.Tensor? StepWith<TState, TOptions>(
        Func<torch.Tensor>? closure,
        Action<Parameter, torch.Tensor, TState, TOptions> update
    )
        where TState : OptimizerState
        where TOptions : OptimizerOptions =>
        _step<ParamGroup>(
            group =>
            {
                var options = (TOptions)group.Options;
                foreach (var parameter in group.Parameters)
                    if (Gradient(parameter) is { } gradient)
                        update(parameter, gradient, (TState)StateOf(parameter, options), options);
            },
            closure
        );

    /// <summary>What holds for Adam and its kin.</summary>
    private protected static void CheckAdam((double First, double Second) betas, double? eps, double? weight_decay)
    {
        Check(betas.First, "beta1 value", betas.First < 1);
        Check(betas.Second, "beta2 value", betas.Second < 1);
        Check(eps, "eps value");
        Check(weight_decay, "weight_decay value");
    }

    private protected static void Check(double? value, string name, bool allowed = true)
    {
        if (!(value >= 0) || !allowed)
            throw new ArgumentException($"Invalid {name}: {value}");
    }

    /// <summary>The gradient, laid out as its parameter; null where there is none.</summary>
    private protected static torch.Tensor? Gradient(Parameter parameter)
    {
        if (parameter.Impl.Grad is not { } gradient)
            return null;
        if (!parameter.Impl.IsContiguous)
            throw new TorchException(
                $"optimizer: a parameter of shape {Shapes.Text(parameter.Impl.Sizes)} is not contiguous"
            );
        if (gradient.Impl.IsContiguous && gradient.dtype == parameter.dtype)
            return gradient;
        parameter.Impl.Grad = gradient.to_type(parameter.dtype).contiguous_copy();
        gradient.Dispose();
        return parameter.Impl.Grad;
    }

    /// <summary>The options and states themselves, not copies.</summary>
    public virtual StateDictionary state_dict()
    {
        var result = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            result.Options.Add(group.Options);
            foreach (var parameter in group.Parameters)
                result.State.Add(StateOf(parameter, group.Options));
        }
        return result;
    }

    /// <summary>CopyOp another optimizer's options and states into this one's.</summary>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        CheckCounts(state_dict.Options.Count, state_dict.State.Count, own);
        for (var i = 0; i < own.State.Count; i++)
        {
            var (theirs, ours) = (state_dict.State[i], own.State[i]);
            if (theirs.GetType() != ours.GetType())
                throw new ArgumentException(
                    $"load_state_dict: the state is one of {theirs.GetType().DeclaringType?.Name}, not of {GetType().Name}"
                );
            if (!theirs._parameter.Impl.Sizes.AsSpan().SequenceEqual(ours._parameter.Impl.Sizes))
                throw new ArgumentException(
                    $"load_state_dict: parameter {i} has shape {Shapes.Text(theirs._parameter.Impl.Sizes)} in the state and "
                        + $"{Shapes.Text(ours._parameter.Impl.Sizes)} here"
                );
        }
        var values = new Queue<object?>();
        var take = new StateExchange.Take(values);
        state_dict.Options.ForEach(options => options.Exchange(take));
        state_dict.State.ForEach(state => state.Exchange(take));
        Put(own, values);
    }

    public void save_state_dict(string location) =>
        AtomicFile.Write(
            location,
            stream =>
            {
                using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
                save_state_dict(writer);
            }
        );

    /// <summary>Writes the optimizer's name, the numbers of groups and parameters, then options and states.</summary>
    public void save_state_dict(BinaryWriter writer)
    {
        var own = state_dict();
        writer.Write(GetType().Name);
        Leb128.Write(writer, own.Options.Count);
        Leb128.Write(writer, own.State.Count);
        var save = new StateExchange.Save(writer);
        own.Options.ForEach(options => options.Exchange(save));
        own.State.ForEach(state => state.Exchange(save));
    }

    public void load_state_dict(string location) => StateFile.Read(location, load_state_dict);

    /// <summary>Reads what save_state_dict wrote; nothing is changed unless all of it fits.</summary>
    public void load_state_dict(BinaryReader reader)
    {
        var name = reader.ReadString();
        if (name != GetType().Name)
            throw new InvalidDataException($"load_state_dict: the state is one of {name}, not of {GetType().Name}");
        var own = state_dict();
        CheckCounts(Leb128.Read(reader), Leb128.Read(reader), own);
        var values = new Queue<object?>();
        own.Options.ForEach(options => options.Exchange(new StateExchange.Read(reader, values, null)));
        own.State.ForEach(state => state.Exchange(new StateExchange.Read(reader, values, state._parameter)));
        Put(own, values);
    }

    private static void CheckCounts(long groups, long states, StateDictionary own)
    {
        if (groups != own.Options.Count || states != own.State.Count)
            throw new ArgumentException(
                $"load_state_dict: the state has {groups} parameter groups and {states} parameters, this optimizer "
                    + $"{own.Options.Count} and {own.State.Count}"
            );
    }

    private static void Put(StateDictionary own, Queue<object?> values)
    {
        var put = new StateExchange.Put(values);
        own.Options.ForEach(options => options.Exchange(put));
        own.State.ForEach(state => state.Exchange(put));
    }

    protected override void Dispose(bool disposing)
    {
        var release = new StateExchange.Release();
        foreach (var state in states.Values)
            state.Exchange(release);
        states.Clear();
        base.Dispose(disposing);
    }
}
