using DigitLab.Files;
using DigitLab.Layers;
using static TorchSharp.torch;

namespace DigitLab.Interchange;

/// <summary>Networks for other runtimes, in the Open Neural Network Exchange format (https://onnx.ai), operator set 13.</summary>
public static class Onnx
{
    private const int OperatorSet = 13,
        FormatVersion = 7; // the one that came with operator set 13

    /// <summary>Writes a network in evaluation mode, atomically. Its input is called "input", its output "output".</summary>
    /// <param name="model">A chain of layers, see <see cref="NetworkLayer.Of"/>.</param>
    /// <param name="inputShape">The shape of one input, without the batch, whose size is left open: [1, 28, 28].</param>
    /// <param name="path">The file, usually NAME.onnx; its folder is created if necessary.</param>
    /// <param name="metadata">Additional metadata; see <see cref="ModelMetadata"/>.</param>
    /// <exception cref="ArgumentException">The model is not such a chain, or has a layer that cannot be exported; the message names it.</exception>
    public static void Export(
        nn.Module<Tensor, Tensor> model,
        long[] inputShape,
        string path,
        ModelMetadata? metadata = null
    )
    {
        var layers = NetworkLayer.Of(model, inputShape);
        var all = ModelMetadata.Of(model, metadata);
        var graph = new OnnxGraph();
        foreach (var layer in layers)
            graph.Visit(layer);
        graph.End();

        var file = new ProtobufWriter();
        file.Int64(1, FormatVersion);
        file.String(2, "DigitLab");
        file.Message(
            7,
            message =>
            {
                graph.Write(message);
                message.String(2, all.Architecture!);
                message.Message(11, value => Value(value, OnnxGraph.Input, inputShape));
                message.Message(12, value => Value(value, OnnxGraph.Output, layers[^1].OutputShape));
            }
        );
        file.Message(
            8,
            set =>
            {
                set.String(1, "");
                set.Int64(2, OperatorSet);
            }
        );
        foreach (var (name, text) in all.ToDictionary())
            file.Message(
                14,
                entry =>
                {
                    entry.String(1, name);
                    entry.String(2, text);
                }
            );
        AtomicFile.Write(path, stream => stream.Write(file.Written));
    }

    /// <summary>A ValueInfoProto: float32 of shape [N, …].</summary>
    private static void Value(ProtobufWriter value, string name, long[] shape)
    {
        value.String(1, name);
        value.Message(
            2,
            type =>
                type.Message(
                    1,
                    tensor =>
                    {
                        tensor.Int64(1, OnnxGraph.Float);
                        tensor.Message(
                            2,
                            dimensions =>
                            {
                                dimensions.Message(1, batch => batch.String(2, "N"));
                                foreach (var size in shape)
                                    dimensions.Message(1, dimension => dimension.Int64(1, size));
                            }
                        );
                    }
                )
        );
    }
}
