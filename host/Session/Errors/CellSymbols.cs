using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Runtime.InteropServices;

namespace DigitLab.Host.Session;

/// <summary>Maps methods of cells to source positions.</summary>
/// <remarks>
/// The runtime can do it too, but only for a whole stack trace at once, which in a recursion has hundreds of
/// thousands of calls.
/// </remarks>
internal sealed class CellSymbols
{
    private readonly ConcurrentDictionary<string, MetadataReaderProvider> readers = new(StringComparer.Ordinal);

    /// <summary>Adds the symbols (portable PDB) of an assembly.</summary>
    public void Add(string assembly, Stream symbols)
    {
        var image = new byte[symbols.Length];
        symbols.Position = 0;
        symbols.ReadExactly(image);
        readers[assembly] = MetadataReaderProvider.FromPortablePdbImage(
            ImmutableCollectionsMarshal.AsImmutableArray(image)
        );
    }

    /// <summary>The file, line and column, from 1, of an IL offset; null if unknown.</summary>
    public (string File, int Line, int Column)? Find(MethodBase method, int ilOffset)
    {
        if (
            !readers.TryGetValue(method.Module.Assembly.GetName().Name ?? "", out var provider)
            || MetadataTokens.EntityHandle(method.MetadataToken) is not { Kind: HandleKind.MethodDefinition } handle
        )
        {
            return null;
        }
        var reader = provider.GetMetadataReader();
        SequencePoint? found = null;
        foreach (
            var point in reader
                .GetMethodDebugInformation(((MethodDefinitionHandle)handle).ToDebugInformationHandle())
                .GetSequencePoints()
        )
        {
            // The inserted check at a method's start is before its first line.
            if (point.Offset > ilOffset && found is not null)
            {
                break;
            }
            found = point.IsHidden ? found : point;
        }
        return found is { } place
            ? (
                Path.GetFileName(reader.GetString(reader.GetDocument(place.Document).Name)),
                place.StartLine,
                place.StartColumn
            )
            : null;
    }
}
