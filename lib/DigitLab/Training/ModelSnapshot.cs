using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Training;

/// <summary>A copy of all parameters and buffers of a model, to be restored later.</summary>
/// <param name="model">The model.</param>
internal sealed class ModelSnapshot(nn.Module model) : IDisposable
{
    private readonly Tensor[] tensors = [.. model.parameters(), .. model.buffers()];
    private Tensor[] copies = [];

    /// <summary>Copies the weights as they are now.</summary>
    public void Capture()
    {
        using var off = no_grad();
        if (copies.Length == 0)
            copies = Array.ConvertAll(tensors, tensor => tensor.detach().clone().DetachFromDisposeScope());
        else
            Copy(from: tensors, to: copies);
    }

    /// <summary>Gives the model the weights of the copy.</summary>
    public void Restore()
    {
        using var off = no_grad();
        Copy(from: copies, to: tensors);
    }

    private static void Copy(Tensor[] from, Tensor[] to)
    {
        for (var i = 0; i < from.Length; i++)
            to[i].copy_(from[i]);
    }

    /// <summary>Writes the copy.</summary>
    public void Save(BinaryWriter writer) => Array.ForEach(copies, copy => copy.Save(writer));

    /// <summary>Reads a copy that <see cref="Save"/> wrote; the model stays as it is.</summary>
    public void Load(BinaryReader reader)
    {
        Capture();
        Array.ForEach(copies, copy => copy.Load(reader));
    }

    public void Dispose() => Array.ForEach(copies, copy => copy.Dispose());
}
