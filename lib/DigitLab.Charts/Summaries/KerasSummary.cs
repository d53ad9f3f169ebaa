using System.Globalization;
using DigitLab.Display;
using static TorchSharp.torch;

namespace DigitLab.Summaries;

/// <summary>A model's summary as Keras prints it, for lab sheets that ask for <c>model.summary()</c>.</summary>
public static class KerasSummary
{
    private static readonly Dictionary<string, (string Name, string Type)> Types = new()
    {
        ["Conv2d"] = ("conv2d", "Conv2D"),
        ["MaxPool2d"] = ("max_pooling2d", "MaxPooling2D"),
        ["AvgPool2d"] = ("average_pooling2d", "AveragePooling2D"),
        ["Flatten"] = ("flatten", "Flatten"),
        ["Linear"] = ("dense", "Dense"),
        ["Dropout"] = ("dropout", "Dropout"),
    };

    /// <summary>
    /// Keras's three columns: layers numbered by type, shapes (None, rows, columns, channels), parameters. Activations and
    /// padding have no rows, since in Keras they are arguments of a layer. Below are the totals of all parameters, those that
    /// are trained and those that are not.
    /// </summary>
    /// <param name="model">From images [N, channels, rows, columns].</param>
    /// <param name="inputShape">Of one sample, without the batch: <c>model.ToKerasTable(1, 28, 28)</c>.</param>
    public static Table ToKerasTable(this nn.Module<Tensor, Tensor> model, params long[] inputShape)
    {
        var summary = model.Summary(inputShape);
        var seen = new Dictionary<string, int>();
        var rows = new List<string[]>();
        foreach (var layer in summary.Layers)
        {
            if (!Types.TryGetValue(layer.Kind, out var type))
            {
                if (layer.Parameters == 0)
                    continue;
                type = (layer.Kind.ToLowerInvariant(), layer.Kind);
            }
            var number = seen[type.Name] = seen.GetValueOrDefault(type.Name, -1) + 1;
            var name = number == 0 ? type.Name : $"{type.Name}_{number}";
            rows.Add([$"{name} ({type.Type})", Shape(layer.OutputShape), Number(layer.Parameters)]);
        }
        string[][] totals =
        [
            ["Total params", "", Number(summary.Parameters)],
            ["Trainable params", "", Number(summary.TrainableParameters)],
            ["Non-trainable params", "", Number(summary.Parameters - summary.TrainableParameters)],
        ];
        return new(["Layer (type)", "Output Shape", "Param #"], rows, leftColumns: 2, totals);
    }

    private static string Shape(IReadOnlyList<long> shape) =>
        $"(None, {string.Join(", ", shape.Count == 3 ? [shape[1], shape[2], shape[0]] : shape)})";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
