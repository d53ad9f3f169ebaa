using static TorchSharp.torch;

namespace DigitLab.Layers;

/// <summary>The device a model computes on. Datasets stay on the CPU and are moved batch by batch.</summary>
internal static class ModelDevice
{
    /// <summary>The device of the model's parameters; the CPU if it has none.</summary>
    public static Device Of(nn.Module model) => model.parameters().FirstOrDefault()?.device ?? CPU;

    /// <summary>The tensor on that device: itself, or a copy.</summary>
    public static Tensor On(this Tensor tensor, Device device) =>
        tensor.device.type == device.type && tensor.device.index == device.index ? tensor : tensor.to(device);
}
