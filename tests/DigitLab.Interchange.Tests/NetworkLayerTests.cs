using DigitLab.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Interchange.Tests;

public class NetworkLayerTests
{
    /// <summary>Two layers, and between them whatever a test wants.</summary>
    private sealed class Custom : nn.Module<Tensor, Tensor>
    {
        private readonly Func<Tensor, Tensor> between;
        private readonly Func<Tensor, Tensor> end;
        private readonly Conv2d conv = nn.Conv2d(1, 2, 3);
        private readonly Linear fc = nn.Linear(2 * 26 * 26, 10);

        public Custom(Func<Tensor, Tensor> between, Func<Tensor, Tensor>? end = null)
            : base("custom")
        {
            (this.between, this.end) = (between, end ?? (x => x));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => end(fc.call(between(conv.call(input))));
    }

    [Fact]
    public void A_class_of_layers_is_read_with_its_flattening()
    {
        foreach (
            var flatten in new Func<Tensor, Tensor>[]
            {
                x => x.flatten(1),
                x => x.view(-1, 1352),
                x => x.reshape(x.shape[0], -1),
            }
        )
            NetworkLayer
                .Of(new Custom(flatten), 1, 28, 28)
                .Select(layer =>
                    $"{layer.Name} {string.Join('x', layer.InputShape)} {string.Join('x', layer.OutputShape)}"
                )
                .ShouldBe(["conv 1x28x28 2x26x26", "flatten 2x26x26 1352", "fc 1352 10"]);
    }

    [Fact]
    public void Nested_layers_have_dotted_names_and_a_layer_may_run_twice()
    {
        var relu = nn.ReLU();
        var model = nn.Sequential(
            ("features", nn.Sequential(("flatten", nn.Flatten()), ("relu", relu))),
            ("head", nn.Sequential(nn.Linear(784, 10), relu))
        );
        NetworkLayer
            .Of(model, 1, 28, 28)
            .Select(layer => layer.Name)
            .ShouldBe(["features.flatten", "features.relu", "head.0", "features.relu"]);
        NetworkLayer.Of(nn.Linear(3, 2), 3).Single().OutputShape.ShouldBe([2]);
    }

    [Fact]
    public void What_is_no_layer_is_refused_with_its_place()
    {
        string Refusal(Func<Tensor, Tensor> between, Func<Tensor, Tensor>? end = null) =>
            Should.Throw<ArgumentException>(() => NetworkLayer.Of(new Custom(between, end), 1, 28, 28)).Message;
        Refusal(x => nn.functional.relu(x).flatten(1))
            .ShouldStartWith("Model 'custom': between 'conv' and 'fc' it computes something outside its layers.");
        Refusal(x => x.flatten(1), x => nn.functional.log_softmax(x, 1))
            .ShouldStartWith("Model 'custom': between 'fc' and the output");
        Refusal(x => x.flatten(1) * 2).ShouldContain("between 'conv' and 'fc'");
        Should
            .Throw<ArgumentException>(() => NetworkLayer.Of(nn.Linear(3, 2), 4))
            .Message.ShouldContain("does not accept an input of shape [4, 4]");
        Should.Throw<ArgumentException>(() => NetworkLayer.Of(nn.Linear(3, 2))).Message.ShouldContain("[]");
    }

    [Fact]
    public void Reading_a_network_leaves_it_and_the_random_numbers_as_they_were()
    {
        var model = nn.Sequential(nn.Flatten(), nn.BatchNorm1d(784), nn.Dropout());
        model.train();
        manual_seed(5);
        var expected = rand(1).item<float>();
        manual_seed(5);
        NetworkLayer.Of(model, 1, 28, 28);
        rand(1).item<float>().ShouldBe(expected);
        model.training.ShouldBeTrue();
        model.state_dict()["1.num_batches_tracked"].item<long>().ShouldBe(0);
    }
}
