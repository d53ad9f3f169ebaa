using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DigitLab.Charts.Drawing;
using DigitLab.Display;
using DigitLab.Ink.Photos;
using DigitLab.Layers;
using static TorchSharp.torch;

namespace DigitLab.Ink;

/// <summary>
/// A pad to draw a digit on, as a cell's output, with the network's input, its prediction and the feature maps of every layer,
/// updated live. The network runs in the page, from weights embedded in the output, so neither a kernel nor a connection is
/// needed, in notebooks and in exported pages. Its results agree with the engine's to 1e-4.
/// </summary>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed class DrawingPad : IHtmlView
{
    private static readonly string Css = Resource("drawing-pad.css");
    private static readonly string Script = string.Join(
        '\n',
        new[] { "mnist-normalizer.js", "network.js", "drawing-pad.js" }.Select(Resource)
    );

    private readonly string name;
    private readonly PadNetwork network;
    private readonly string html;

    private DrawingPad(string name, PadNetwork network, double mean, double deviation, IReadOnlyList<string> classes)
    {
        (this.name, this.network) = (name, network);
        var model = new JsonObject
        {
            ["layers"] = network.Layers,
            ["mean"] = mean,
            ["deviation"] = deviation,
            ["classes"] = new JsonArray([.. classes.Select(label => (JsonNode)label)]),
            ["palette"] = Convert.ToBase64String(ColorScale.Diverging.ToBytes()),
            ["css"] = Css,
        };
        var content = $"const model = {model.ToJsonString()};\nconst base64 = \"{network.Weights}\";\n";
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..16].ToLowerInvariant();
        // A host may show the output twice and run scripts at any time: each script takes the free elements with its own key.
        html = $$"""
            <div class="digitlab-pad" data-model="{{key}}"><p>The drawing pad is a script. If it does not appear, the notebook is not trusted: trust it, or run the cell again.</p></div>
            <script>
            (() => {
            const mnist = {{MnistNormalizer.ToJson()}};
            {{Script}}
            {{content}}
            const weights = new Float32Array(decode(base64).buffer);
            for (const root of document.querySelectorAll('.digitlab-pad[data-model="{{key}}"]'))
              if (!root.drawingPad) drawingPad(root, model, weights);
            })();
            </script>
            """;
    }

    /// <summary>A pad whose drawings the model classifies.</summary>
    /// <param name="model">
    /// From images [N, 1, 28, 28] to one number per class: logits, log-probabilities or probabilities. Its current weights are
    /// copied: after more training, make a new pad.
    /// </param>
    /// <param name="mean">The mean subtracted from the training images (<c>Dataset.Normalize</c>).</param>
    /// <param name="deviation">The deviation they were divided by.</param>
    /// <param name="classes">The classes' names; by default their numbers.</param>
    /// <exception cref="ArgumentException">The model is not a chain of layers that the page supports; the message names the layer.</exception>
    public static DrawingPad For(
        nn.Module<Tensor, Tensor> model,
        double mean = 0,
        double deviation = 1,
        IReadOnlyList<string>? classes = null
    )
    {
        if (!double.IsFinite(mean) || !(deviation > 0) || double.IsInfinity(deviation))
            throw new ArgumentException($"mean ({mean}) must be a number and deviation ({deviation}) one above zero.");
        var network = PadNetwork.Of(model);
        classes ??= [.. Enumerable.Range(0, (int)network.Classes).Select(i => $"{i}")];
        if (classes.Count != network.Classes)
            throw new ArgumentException(
                $"The model has {network.Classes} classes, but {classes.Count} names are given."
            );
        return new(ModuleName.Of(model), network, mean, deviation, classes);
    }

    /// <inheritdoc/>
    public string ToHtml() => html;

    /// <summary>For a console.</summary>
    public override string ToString() =>
        $"A pad to draw digits on, classified by {name} ({network.Layers.Count} layers). It is shown in notebooks and pages.";

    private static string Resource(string name)
    {
        using var stream = typeof(DrawingPad).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
