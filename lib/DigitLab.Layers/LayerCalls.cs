using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Layers;

/// <summary>Runs a model and observes the calls of its innermost layers.</summary>
internal static class LayerCalls
{
    /// <param name="path">The layer's dotted name in the model: "features.conv1".</param>
    /// <param name="layer">The layer.</param>
    /// <param name="input">Its input.</param>
    /// <param name="output">Its output.</param>
    public delegate void Observer(string path, nn.Module<Tensor, Tensor> layer, Tensor input, Tensor output);

    /// <summary>Runs a model once in evaluation mode and without gradients; its mode is restored.</summary>
    /// <returns>The model's output.</returns>
    public static Tensor Observe(nn.Module<Tensor, Tensor> model, Tensor input, Observer called)
    {
        var hooks = new List<Action>();
        var leaves = model
            .named_modules()
            .Where(layer => !layer.Item2.children().Any())
            .DistinctBy(layer => layer.Item2)
            .DefaultIfEmpty((ModuleName.Of(model), model));
        foreach (var (path, module) in leaves)
            if (module is nn.Module<Tensor, Tensor> leaf)
            {
                var hook = leaf.register_forward_hook(
                    (_, given, result) =>
                    {
                        called(path, leaf, given, result);
                        return result;
                    }
                );
                hooks.Add(hook.remove);
            }
        var training = model.training;
        try
        {
            using var withoutGradients = no_grad();
            model.eval();
            return model.call(input);
        }
        finally
        {
            model.train(training);
            hooks.ForEach(remove => remove());
        }
    }

    /// <summary>The error for a model none of whose layers was observed.</summary>
    public static ArgumentException NoneCalled(nn.Module model) =>
        new($"Model '{ModuleName.Of(model)}' runs none of its layers with 'call'; 'forward' does not run hooks.");
}
