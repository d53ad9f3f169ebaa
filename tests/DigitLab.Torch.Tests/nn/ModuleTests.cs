using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Modules;

public class ModuleTests
{
    private sealed class Deep : torch.nn.Module<Tensor, Tensor>
    {
        private readonly ModuleList<Linear> layers;
        private readonly ModuleDict<torch.nn.Module<Tensor, Tensor>> heads;
        private readonly ParameterList scales;

        public Deep(int depth)
            : base(nameof(Deep))
        {
            layers = torch.nn.ModuleList(Enumerable.Range(0, depth).Select(_ => torch.nn.Linear(3, 3)).ToArray());
            heads = torch.nn.ModuleDict<torch.nn.Module<Tensor, Tensor>>(
                ("small", torch.nn.Linear(3, 1)),
                ("large", torch.nn.Linear(3, 5))
            );
            scales = torch.nn.ParameterList(new Parameter(ones(1)));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            foreach (var layer in layers)
                input = layer.call(input).relu();
            return heads["small"].call(input) * scales[0];
        }
    }

    /// <summary>parameters, state_dict and the optimizer have the new one.</summary>
    [Fact]
    public void A_parameter_that_is_assigned_takes_the_place_of_the_old_one()
    {
        var linear = torch.nn.Linear(2, 1);
        linear.weight = torch.nn.Parameter(zeros(1, 2));
        linear.parameters().First().ShouldBeSameAs(linear.weight);
        linear.named_parameters().Select(p => p.name).ShouldBe(["weight", "bias"]);
        linear.state_dict().Keys.ShouldBe(["weight", "bias"]);
        var optimizer = torch.optim.SGD(linear.parameters(), 0.1);
        linear.call(ones(1, 2)).sum().backward();
        optimizer.step();
        linear.weight.data<float>().ToArray().ShouldBe([-0.1f, -0.1f]);

        linear.bias = null!;
        linear.named_parameters().Select(p => p.name).ShouldBe(["weight"]);
        linear.call(ones(1, 2)).item<float>().ShouldBe(-0.2f, 1e-6f);
        linear.bias = torch.nn.Parameter(ones(1));
        linear.named_parameters().Select(p => p.name).ShouldBe(["weight", "bias"]);
        linear.call(ones(1, 2)).item<float>().ShouldBe(0.8f, 1e-6f);
    }

    [Fact]
    public void So_it_does_in_every_layer()
    {
        var fresh = torch.nn.Parameter(ones(4));
        var convolution = torch.nn.Conv2d(1, 4, 3);
        convolution.bias = fresh;
        convolution.parameters().Last().ShouldBeSameAs(fresh);
        var norm = torch.nn.BatchNorm2d(4);
        norm.weight = fresh;
        norm.running_mean = full(4, 2f);
        norm.parameters().First().ShouldBeSameAs(fresh);
        norm.state_dict()["running_mean"].data<float>().ToArray().ShouldBe([2, 2, 2, 2]);
        norm.state_dict().Keys.ShouldBe(["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]);
        var layerNorm = torch.nn.LayerNorm(4);
        layerNorm.bias = fresh;
        layerNorm.parameters().Last().ShouldBeSameAs(fresh);
    }

    [Fact]
    public void Containers_register_what_they_hold()
    {
        var model = new Deep(2);
        model
            .named_parameters()
            .Select(p => p.name)
            .ShouldBe([
                "layers.0.weight",
                "layers.0.bias",
                "layers.1.weight",
                "layers.1.bias",
                "heads.small.weight",
                "heads.small.bias",
                "heads.large.weight",
                "heads.large.bias",
                "scales.0",
            ]);
        model.call(ones(4, 3)).shape.ShouldBe([4, 1]);
    }

    [Fact]
    public void A_list_can_change_and_stays_registered()
    {
        var list = torch.nn.ModuleList(torch.nn.Linear(1, 1), torch.nn.Linear(2, 2));
        list.Insert(1, torch.nn.Linear(3, 3));
        list.RemoveAt(0);
        list.append(torch.nn.Linear(4, 4));
        list.Count.ShouldBe(3);
        list.named_parameters()
            .Select(p => $"{p.name} {p.parameter.size(0)}")
            .Where(n => n.Contains("weight"))
            .ShouldBe(["0.weight 3", "1.weight 2", "2.weight 4"]);
    }

    [Fact]
    public void A_dictionary_refuses_a_name_twice_and_names_what_it_lacks()
    {
        var dictionary = torch.nn.ModuleDict(("a", (torch.nn.Module)torch.nn.ReLU()));
        Should.Throw<ArgumentException>(() => dictionary.Add("a", torch.nn.ReLU())).Message.ShouldContain("'a'");
        Should.Throw<KeyNotFoundException>(() => dictionary["b"]).Message.ShouldContain("'b'");
        dictionary.Remove("a").ShouldBeTrue();
        dictionary.Count.ShouldBe(0);
    }

    [Fact]
    public void Hooks_see_inputs_and_outputs_and_may_change_them()
    {
        var layer = torch.nn.ReLU();
        var calls = new List<string>();
        var before = layer.register_forward_pre_hook((_, x) => x - 1);
        var after = layer.register_forward_hook((_, _, y) => y * 10);
        var whole = layer.register_forward_hook(module => calls.Add(module.GetName()));
        layer.call(tensor(3f)).item<float>().ShouldBe(20);
        calls.ShouldBe(["ReLU"]);
        before.remove();
        after.remove();
        whole.remove();
        layer.call(tensor(3f)).item<float>().ShouldBe(3);
        calls.Count.ShouldBe(1);
    }

    [Fact]
    public void Hooks_are_heard_within_a_Sequential_too()
    {
        var linear = torch.nn.Linear(2, 2);
        var relu = torch.nn.ReLU();
        var model = torch.nn.Sequential(linear, relu);
        var heard = 0;
        linear.register_forward_hook(_ => heard++);
        relu.register_forward_pre_hook(_ => heard++);
        model.call(ones(8, 2));
        heard.ShouldBe(2);
    }

    [Fact]
    public void Parts_of_a_Sequential_share_its_modules()
    {
        var model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1));
        model[..2].call(ones(1, 2)).shape.ShouldBe([1, 3]);
        model[1..].parameters().Single(p => p.ndim == 2).ShouldBeSameAs(((Linear)model[2]).weight);
    }

    [Fact]
    public void BatchNorm_follows_the_batches_and_uses_what_it_learned()
    {
        var norm = torch.nn.BatchNorm1d(2, momentum: 0.5);
        var x = tensor(new[] { 1f, 10, 3, 30 }, 2, 2);
        norm.call(x).data<float>().ToArray().ShouldBe([-1f, -1, 1, 1], 1e-3);
        norm.running_mean.data<float>().ToArray().ShouldBe([1f, 10]);
        norm.running_var.data<float>().ToArray().ShouldBe([1.5f, 100.5f]);
        norm.num_batches_tracked.item<long>().ShouldBe(1);
        norm.eval();
        norm.call(ones(1, 2)).data<float>()[0].ShouldBe(0, 1e-6f);
        norm.num_batches_tracked.item<long>().ShouldBe(1);
    }

    [Fact]
    public void Dropout_is_for_training_alone()
    {
        var dropout = torch.nn.Dropout(0.5);
        dropout.call(ones(100)).data<float>().ToArray().Distinct().Order().ShouldBe([0f, 2f]);
        dropout.eval();
        dropout.call(ones(100)).sum().item<float>().ShouldBe(100);
    }

    [Fact]
    public void Gradients_are_clipped_by_norm_and_by_value()
    {
        var (a, b) = (new Parameter(zeros(2)), new Parameter(zeros(1)));
        a.grad = tensor(new[] { 3f, 0 });
        b.grad = tensor(new[] { 4f });
        torch.nn.utils.clip_grad_norm_([a, b], 1).ShouldBe(5, 1e-6);
        a.grad.data<float>()[0].ShouldBe(0.6f, 1e-5f);
        torch.nn.utils.clip_grad_value_([a, b], 0.7);
        b.grad.item<float>().ShouldBe(0.7f, 1e-6f);
    }

    [Fact]
    public void Parameters_go_to_a_vector_and_back()
    {
        var model = torch.nn.Linear(3, 2);
        var vector = torch.nn.utils.parameters_to_vector(model.parameters());
        vector.shape.ShouldBe([8]);
        torch.nn.utils.vector_to_parameters(arange(8, float32), model.parameters());
        model.bias.data<float>().ToArray().ShouldBe([6f, 7]);
        Should
            .Throw<ArgumentException>(() => torch.nn.utils.vector_to_parameters(ones(7), model.parameters()))
            .Message.ShouldContain("8");
    }

    [Fact]
    public void To_converts_parameters_and_buffers()
    {
        var model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3)).to(float64);
        model.parameters().ShouldAllBe(p => p.dtype == ScalarType.Float64);
        model.state_dict()["1.num_batches_tracked"].dtype.ShouldBe(ScalarType.Int64);
        model.call(ones(2, 2, float64)).dtype.ShouldBe(ScalarType.Float64);
    }
}
