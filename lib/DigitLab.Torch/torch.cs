namespace TorchSharp;

/// <summary>The entry point of the API, named as in PyTorch.</summary>
public static partial class torch { }
