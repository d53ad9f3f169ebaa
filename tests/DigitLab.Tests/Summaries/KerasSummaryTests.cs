using DigitLab.Models;
using DigitLab.Summaries;
using static TorchSharp.torch;

namespace DigitLab.Tests.Summaries;

public class KerasSummaryTests
{
    /// <summary>Figures 2 to 4 of Utrecht's assignment 2, row by row.</summary>
    [Theory]
    [InlineData(2, 1, "28, 28", "14, 14", "1176", "150,656", "152,102")]
    [InlineData(0, 1, "24, 24", "12, 12", "864", "110,720", "112,166")]
    [InlineData(2, 2, "14, 14", "7, 7", "294", "37,760", "39,206")]
    public void The_one_convolution_networks_have_the_sheets_tables(
        long padding,
        long stride,
        string convolution,
        string pooling,
        string flat,
        string dense,
        string total
    )
    {
        var table = OneConvolution.Create(padding, stride).ToKerasTable(1, 28, 28);
        table.Header.ShouldBe(["Layer (type)", "Output Shape", "Param #"]);
        table
            .Rows.Select(row => string.Join(" | ", row))
            .ShouldBe([
                $"conv2d (Conv2D) | (None, {convolution}, 6) | 156",
                $"max_pooling2d (MaxPooling2D) | (None, {pooling}, 6) | 0",
                $"flatten (Flatten) | (None, {flat}) | 0",
                $"dense (Dense) | (None, 128) | {dense}",
                "dense_1 (Dense) | (None, 10) | 1,290",
            ]);
        table
            .ToString()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)[^3..]
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .ShouldBe([$"Total params {total}", $"Trainable params {total}", "Non-trainable params 0"]);
    }

    /// <summary>Figure 6 of the same sheet: padding has no row of its own.</summary>
    [Fact]
    public void The_light_network_has_the_sheets_table()
    {
        var rows = Utrecht.Light().ToKerasTable(1, 28, 28).Rows.Select(row => string.Join(" | ", row));
        rows.ShouldBe([
            "conv2d (Conv2D) | (None, 14, 14, 32) | 544",
            "max_pooling2d (MaxPooling2D) | (None, 7, 7, 32) | 0",
            "conv2d_1 (Conv2D) | (None, 7, 7, 16) | 8,208",
            "max_pooling2d_1 (MaxPooling2D) | (None, 3, 3, 16) | 0",
            "conv2d_2 (Conv2D) | (None, 3, 3, 9) | 585",
            "max_pooling2d_2 (MaxPooling2D) | (None, 1, 1, 9) | 0",
            "flatten (Flatten) | (None, 9) | 0",
            "dense (Dense) | (None, 128) | 1,280",
            "dense_1 (Dense) | (None, 10) | 1,290",
        ]);
    }

    [Fact]
    public void A_layer_that_Keras_does_not_name_keeps_its_kind_if_it_has_parameters()
    {
        using var model = nn.Sequential(("fc", nn.Linear(4, 3)), ("norm", nn.LayerNorm([3])), ("relu", nn.ReLU()));
        var table = model.ToKerasTable(4);
        table.Rows.Select(row => row[0]).ShouldBe(["dense (Dense)", "layernorm (LayerNorm)"]);
        table.Rows[1][1].ShouldBe("(None, 3)");
    }
}
