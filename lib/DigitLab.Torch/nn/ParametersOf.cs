using System.Collections;
using TorchSharp.Modules;

namespace TorchSharp;

/// <summary>A module's parameters, which know whose they are: an optimizer that gets none can say why.</summary>
internal sealed class ParametersOf(torch.nn.Module module, bool recurse) : IEnumerable<Parameter>
{
    public torch.nn.Module Module => module;

    public IEnumerator<Parameter> GetEnumerator() =>
        module.named_parameters(recurse).Select(p => p.parameter).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
