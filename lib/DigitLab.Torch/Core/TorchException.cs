using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>
/// What an operation throws when its tensors do not fit. TorchSharp reports libtorch's errors as
/// <see cref="ExternalException"/>: code that catches that catches this.
/// </summary>
internal sealed class TorchException(string message) : ExternalException(message)
{
    /// <summary>The same complaint, with the module in whose forward it arose in front of it, once.</summary>
    public TorchException In(string module) =>
        Located ? this : new TorchException($"{module}: {Message}") { Located = true };

    public bool Located { get; private init; }
}
