using DigitLab.Kernels.Tests;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Ops;

/// <summary>The float32 kernels behind the activations, in both layouts, against the float64 path.</summary>
public sealed class ActivationTests : KernelTest
{
    private static readonly (string Name, Func<Tensor, Tensor> Apply, Func<Tensor, Tensor> ApplyInPlace)[] All =
    [
        ("relu", x => x.relu(), x => x.relu_()),
        ("tanh", x => x.tanh(), x => x.tanh_()),
        ("sigmoid", x => x.sigmoid(), x => x.sigmoid_()),
        ("leaky_relu", x => x.leaky_relu(0.1), x => x.leaky_relu_(0.1)),
        ("leaky_relu, falling", x => x.leaky_relu(-0.5), x => x.leaky_relu_(-0.5)),
        ("elu", x => x.elu(1.5), x => x.elu_(1.5)),
        ("silu", x => x.silu(), x => x.silu_()),
        ("gelu", x => x.gelu(), x => x.gelu_()),
        ("gelu by tanh", x => x.gelu(GELU.Approximate.tanh), x => x.gelu_(GELU.Approximate.tanh)),
    ];

    [Fact]
    public void Outputs_and_gradients_are_those_of_float64() =>
        OnEveryInstructionSet(() =>
        {
            manual_seed(1);
            for (var n = 1; n <= 33; n++)
            {
                using var scope = NewDisposeScope();
                var rows = randn(n, 2, 3, 3) * 3;
                var upstream = randn(n, 2, 3, 3);
                foreach (var input in (Tensor[])[rows, rows.index_select(0, arange(n)), rows.transpose(1, 2)])
                foreach (var (name, apply, applyInPlace) in All)
                {
                    var given =
                        ReferenceEquals(input.Impl, rows.Impl) || input.Impl.Base is null
                            ? upstream
                            : upstream.transpose(1, 2);
                    var (y64, gradient64) = Run(apply, input.to_type(float64), given.to_type(float64));
                    foreach (var function in (Func<Tensor, Tensor>[])[apply, x => applyInPlace(x.clone())])
                    {
                        var (y, gradient) = Run(function, input, given);
                        y.to_type(float64).allclose(y64, 1e-5, 1e-6).ShouldBeTrue($"{name}, batch of {n}");
                        gradient
                            .to_type(float64)
                            .allclose(gradient64, 1e-5, 2e-6)
                            .ShouldBeTrue($"{name}', batch of {n}");
                    }
                }
            }
        });

    private static (Tensor Output, Tensor Gradient) Run(Func<Tensor, Tensor> function, Tensor input, Tensor upstream)
    {
        var x = input.detach().requires_grad_();
        var y = function(x);
        y.backward([upstream]);
        return (y.detach(), x.grad!);
    }

    /// <summary>One pass makes no tensor but its result: nothing that a composed form would leave for backward.</summary>
    [Fact]
    public void An_activation_is_one_operation()
    {
        foreach (var (name, apply, _) in All)
        {
            var x = randn(4, 3).requires_grad_();
            apply(x).Impl.GradFn!.Next.ShouldBe([Node.Of(x.Impl)], name);
        }
    }
}
