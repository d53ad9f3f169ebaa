using DigitLab.Models;
using DigitLab.Summaries;
using static TorchSharp.torch;

namespace DigitLab.Tests.Summaries;

public class ModelSummaryTests
{
    [Fact]
    public void LeNet_has_its_61706_parameters()
    {
        LeNet5.WithTanh().Summary(1, 28, 28).Parameters.ShouldBe(LeNet5.Parameters);
        var summary = LeNet5.WithRelu().Summary(1, 28, 28);
        summary.Parameters.ShouldBe(61_706);
        summary.Layers.Select(layer => layer.Parameters).Sum().ShouldBe(61_706);
        // 28·28·6·25 + 10·10·16·150 + 400·120 + 120·84 + 84·10
        summary.MultiplyAdds.ShouldBe(117_600 + 240_000 + 48_000 + 10_080 + 840);
    }

    [Fact]
    public void The_table_reads_well_as_text()
    {
        nn.Sequential(("fc", nn.Linear(4, 3)), ("act", nn.ReLU()))
            .Summary(4)
            .ToString()
            .ReplaceLineEndings("\n")
            .ShouldBe(
                """
                Layer  Kind    Output shape  Parameters  Multiply-adds  Bytes
                -------------------------------------------------------------
                fc     Linear  3                     15             12     12
                act    ReLU    3                      0              0     12
                -------------------------------------------------------------
                Total                                15             12     24

                """.ReplaceLineEndings("\n")
            );
    }

    [Fact]
    public void The_model_is_left_as_it_was()
    {
        var model = LeNet5.WithRelu();
        model.Summary(1, 28, 28);
        model.training.ShouldBeTrue();
        model.Summary(1, 28, 28).Layers.Count.ShouldBe(12);
    }

    [Fact]
    public void A_wrong_shape_names_the_layer() =>
        Should
            .Throw<System.Runtime.InteropServices.ExternalException>(() => LeNet5.WithRelu().Summary(1, 32, 32))
            .Message.ShouldBe(
                "'fc1' Linear(400 -> 120): mat1 and mat2 shapes cannot be multiplied (1x576 and 400x120)"
            );

    [Fact]
    public void Frozen_parameters_are_told_apart()
    {
        var model = LeNet5.WithRelu();
        foreach (var parameter in model.parameters().Take(4))
            parameter.requires_grad = false;
        var summary = model.Summary(1, 28, 28);
        summary.Parameters.ShouldBe(61_706);
        summary.TrainableParameters.ShouldBe(61_706 - 156 - 2_416);
        summary.ToString().ShouldEndWith("Of these 59,134 are trained, the others are frozen.");
    }

    [Fact]
    public void A_layer_that_is_run_twice_counts_its_parameters_once()
    {
        var shared = nn.Linear(4, 4);
        var summary = nn.Sequential(("a", shared), ("act", nn.ReLU()), ("b", shared)).Summary(4);
        summary.Layers.Select(layer => layer.Parameters).ShouldBe([20, 0, 0]);
        summary.MultiplyAdds.ShouldBe(32);
        summary.Parameters.ShouldBe(20);
    }
}
