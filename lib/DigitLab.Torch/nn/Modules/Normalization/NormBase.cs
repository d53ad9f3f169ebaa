using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What batch and instance normalisation share: a scale and a shift per channel, and running statistics.</summary>
public abstract class NormBase : nn.Module<Tensor, Tensor>
{
    public NormBase(
        long num_features,
        double eps,
        double? momentum,
        bool affine,
        bool track_running_stats,
        Device? device,
        ScalarType? dtype,
        string name
    )
        : base(name)
    {
        if (num_features <= 0)
            throw new ArgumentException($"{name}: num_features must be greater than zero, got {num_features}");
        (this.num_features, this.eps, this.momentum) = (num_features, eps, momentum);
        (this.affine, this.track_running_stats) = (affine, track_running_stats);
        if (affine)
        {
            weight = new Parameter(empty(num_features, dtype));
            bias = new Parameter(empty(num_features, dtype));
        }
        if (track_running_stats)
        {
            running_mean = empty(num_features, dtype);
            running_var = empty(num_features, dtype);
            num_batches_tracked = tensor(0L);
        }
        reset_parameters();
    }

    public long num_features { get; }

    /// <summary>Added to the variance, against division by zero.</summary>
    public double eps { get; set; }

    /// <summary>How far a batch moves the running statistics; null for their plain average over all batches.</summary>
    public double? momentum { get; set; }

    public bool affine { get; }

    public bool track_running_stats { get; }

    /// <summary>[num_features], from 1; null where not affine.</summary>
    public Parameter weight
    {
        get;
        set => field = Registered(nameof(weight), value);
    } = null!;

    /// <summary>[num_features], from 0; null where not affine.</summary>
    public Parameter bias
    {
        get;
        set => field = Registered(nameof(bias), value);
    } = null!;

    /// <summary>[num_features]; null where statistics are not tracked.</summary>
    public Tensor running_mean
    {
        get;
        set => field = Registered(nameof(running_mean), value);
    } = null!;

    public Tensor running_var
    {
        get;
        set => field = Registered(nameof(running_var), value);
    } = null!;

    public Tensor num_batches_tracked
    {
        get;
        set => field = Registered(nameof(num_batches_tracked), value);
    } = null!;

    internal override string Configuration => $"{num_features}";

    public void reset_running_stats()
    {
        if (!track_running_stats)
            return;
        using var off = no_grad();
        running_mean.zero_();
        running_var.fill_(1);
        num_batches_tracked.zero_();
    }

    public void reset_parameters()
    {
        reset_running_stats();
        if (!affine)
            return;
        nn.init.ones_(weight);
        nn.init.zeros_(bias);
    }

    /// <summary>Throws where the input's shape is not one that this module takes.</summary>
    protected abstract void ValidateInputDimensions(Tensor input);

    private protected void RequireShape(Tensor input, string expected, params ReadOnlySpan<int> ranks)
    {
        var shape = input.Impl.Sizes;
        if (!ranks.Contains(shape.Length))
            throw new ArgumentException(
                $"{GetName()}: expected {expected}, got an input of shape {Shapes.Text(shape)}"
            );
    }

    /// <summary>Counts the batch and returns its weight in the running statistics.</summary>
    private protected double NextMomentum()
    {
        if (!training || !track_running_stats)
            return momentum ?? 0;
        using var off = no_grad();
        num_batches_tracked.add_(1);
        return momentum ?? 1.0 / num_batches_tracked.item<long>();
    }
}

/// <summary>Batch normalisation: each channel to mean 0 and variance 1 over the batch (Ioffe and Szegedy, 2015).</summary>
public abstract class BatchNorm : NormBase
{
    public BatchNorm(
        long num_features,
        double eps,
        double momentum,
        bool affine,
        bool track_running_stats,
        Device? device,
        ScalarType? dtype,
        string name
    )
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name) { }

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        return nn.functional.batch_norm(
            input,
            running_mean,
            running_var,
            weight,
            bias,
            training || !track_running_stats,
            NextMomentum(),
            eps
        );
    }
}

/// <summary>Instance normalisation: each channel of each image on its own (Ulyanov et al., 2016).</summary>
public abstract class InstanceNorm : NormBase
{
    public InstanceNorm(
        long num_features,
        double eps,
        double? momentum,
        bool affine,
        bool track_running_stats,
        Device? device,
        ScalarType? dtype,
        string name
    )
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name) { }

    /// <summary>The rank of an input with a batch dimension.</summary>
    protected abstract long GetNumberOfBatchDimensions();

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        if (input.ndim < GetNumberOfBatchDimensions())
            return forward(input.unsqueeze(0)).squeeze(0);
        return nn.functional.instance_norm(
            input,
            running_mean,
            running_var,
            weight,
            bias,
            training || !track_running_stats,
            NextMomentum(),
            eps
        );
    }
}
