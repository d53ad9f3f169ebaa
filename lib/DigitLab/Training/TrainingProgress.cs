using System.Globalization;
using DigitLab.Display;
using TorchSharp.Utils;

namespace DigitLab.Training;

/// <summary>How far training has come: a bar with a line in a notebook, a line on a console.</summary>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
internal sealed record TrainingProgress(
    int Epoch,
    int Epochs,
    long Batch,
    long Batches,
    double Loss,
    TimeSpan Elapsed,
    Epoch? Last
) : IHtmlView
{
    private double Share => ((Epoch - 1) + (double)Batch / Batches) / Epochs;

    private string Remaining => Share is > 0 and < 1 ? $", {Seconds(Elapsed * ((1 - Share) / Share))} to go" : "";

    private static string Seconds(TimeSpan time) =>
        time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s";

    private string Text
    {
        get
        {
            if (Share >= 1)
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"Trained {Epochs} {(Epochs == 1 ? "epoch" : "epochs")} in {Elapsed.TotalSeconds:0.0} s"
                );
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Training: epoch {Epoch} of {Epochs}, batch {Batch} of {Batches}, loss {Loss:0.000}, {Seconds(Elapsed)}{Remaining}"
            );
        }
    }

    public string ToHtml() =>
        $"<div><progress max=\"1\" value=\"{Share.ToString("0.###", CultureInfo.InvariantCulture)}\" style=\"width:100%\"></progress>"
        + $"<div>{Html.Escape(Text)}</div>"
        + (Last is null ? "" : $"<div>{Html.Escape(History.Line(Last))}</div>")
        + "</div>";

    public override string ToString() => Text + (Last is null ? "" : $" ({History.Line(Last)})");
}
