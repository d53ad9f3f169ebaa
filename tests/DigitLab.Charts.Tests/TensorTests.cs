using System.Text.Json.Nodes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Charts.Tests;

public class TensorTests
{
    private static Sequential LeNet() =>
        nn.Sequential(
            ("conv1", nn.Conv2d(1, 6, 5, padding: 2)),
            ("tanh1", nn.Tanh()),
            ("pool1", nn.AvgPool2d(2)),
            ("conv2", nn.Conv2d(6, 16, 5)),
            ("tanh2", nn.Tanh()),
            ("pool2", nn.MaxPool2d(2)),
            ("flatten", nn.Flatten()),
            ("fc1", nn.Linear(400, 120)),
            ("drop", nn.Dropout(0.5)),
            ("output", nn.Linear(120, 10))
        );

    [Fact]
    public void Images_labels_and_predictions_are_read_from_tensors()
    {
        using var images = arange(2 * 6).reshape(2, 1, 2, 3).to_type(ScalarType.Float32);

        var (first, second) = (images.ToImages()[0], images.ToImages()[1]);
        (first[0, 0], first[1, 2], second[0, 0], second[1, 0]).ShouldBe((0, 5, 6, 9));
        Chart
            .ImageGrid(images, tensor(new long[] { 7, 2 }), tensor(new long[] { 7, 3 }))
            .Title.ShouldStartWith("1 of 2 read correctly");
        Should.Throw<ArgumentException>(() => Chart.ImageGrid(arange(5))).Message.ShouldContain("the shape is [5]");
    }

    [Fact]
    public void A_transposed_tensor_is_drawn_as_it_reads()
    {
        var matrix = tensor(new float[] { 1, 2, 3, 4, 5, 6 }).reshape(2, 3).t();

        matrix.ToImage().Cast<float>().ShouldBe([1, 4, 2, 5, 3, 6]);
    }

    [Fact]
    public void Histograms_are_of_arrays_and_of_tensors()
    {
        Chart.Histogram(new float[] { 1, 2, 3 }).Title.ShouldBe(Chart.Histogram(tensor(new float[] { 1, 2, 3 })).Title);
        Chart.Histogram(new[] { 1, 2, 3 }).Title.ShouldBe("Value: mean 2, standard deviation 0.8165");
    }

    [Fact]
    public void A_model_shows_what_its_layers_make_of_an_image()
    {
        using var model = LeNet();
        model.train();

        var figure = Chart.FeatureMaps(model, zeros(1, 28, 28));

        figure.Title.ShouldBe("From 1@28×28 to 10 in 8 layers");
        figure.Description.ShouldContain("conv1: 6@28×28");
        figure.Description.ShouldContain("pool2: 16@5×5");
        model.training.ShouldBeTrue();
        Should
            .Throw<ArgumentException>(() => Chart.FeatureMaps(model, zeros(2, 1, 28, 28)))
            .Message.ShouldContain("One image is wanted");

        var chosen = Chart.FeatureMaps(model, zeros(1, 28, 28), layers: ["conv1", "conv2"]);
        chosen.Title.ShouldBe("From 1@28×28 to 16@10×10 in 2 layers");
        Should
            .Throw<ArgumentException>(() => Chart.FeatureMaps(model, zeros(1, 28, 28), layers: ["conv9"]))
            .Message.ShouldContain("no layer 'conv9'; it has conv1, tanh1,");
    }

    [Fact]
    public void A_models_drawing_has_the_layers_that_change_the_shape()
    {
        using var model = LeNet();

        Chart
            .Architecture(model, [1, 28, 28])
            .Description.ShouldBe(
                "input 1@28×28 → (conv 5×5) conv1 6@28×28 → (mean-pool 2×2) pool1 6@14×14 → (conv 5×5) conv2 16@10×10 → (max-pool 2×2) pool2 16@5×5 → (linear) fc1 120 → (linear) output 10."
            );
    }

    [Fact]
    public void A_models_activations_are_those_of_the_whole_batch()
    {
        using var model = LeNet();

        var figure = Chart.ActivationHistograms(model, randn(3, 1, 28, 28));

        figure.Description.ShouldContain("tanh1: ");
        JsonNode.Parse(figure.ToPlotlyJson())!["data"]!.AsArray().Count.ShouldBe(9);
    }

    [Fact]
    public void Kernels_are_those_of_a_convolution()
    {
        using var conv = nn.Conv2d(6, 16, 5);

        Chart.Kernels(conv.weight).Title.ShouldStartWith("96 kernels of 5×5, weights from −0.08");
        Should.Throw<ArgumentException>(() => Chart.Kernels(zeros(5, 5))).Message.ShouldContain("the shape is [5, 5]");
    }
}
