using System.Collections;
using System.Reflection;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Torch;

/// <summary>
/// Why a module has no parameters: RegisterComponents finds layers that are fields, and does not look into arrays, lists
/// and dictionaries (as in PyTorch). Compiled into the labs' library too, which may stand on TorchSharp: public API alone.
/// </summary>
internal static class UnregisteredLayers
{
    /// <summary>"Stack has no parameters: its field 'layers' holds layers that are not registered; write …"</summary>
    public static string Explain(nn.Module module)
    {
        var known = module.modules().Append(module).ToHashSet<object>(ReferenceEqualityComparer.Instance);
        var fields = known
            .Cast<nn.Module>()
            .SelectMany(part => FieldsOf(part.GetType()).Select(field => Complaint(part, field, known)))
            .OfType<string>()
            .ToList();
        var name = module.GetType().Name.Split('`')[0];
        return $"{name} has no parameters"
            + (fields.Count == 0 ? " and no fields with layers" : ": " + string.Join("; ", fields));
    }

    private static string? Complaint(nn.Module owner, FieldInfo field, HashSet<object> known)
    {
        var value = field.GetValue(owner);
        var what =
            value is nn.Module or Parameter
                ? "is not registered; call RegisterComponents() at the end of the constructor"
            : value is IDictionary ? "holds layers that are not registered; make it a ModuleDict (or a ParameterDict)"
            : value is IEnumerable and not (string or Tensor)
                ? "holds layers that are not registered; make it a ModuleList (or a ParameterList)"
            : null;
        return what is not null && Contents(value!).Any(part => part is nn.Module or Parameter && !known.Contains(part))
            ? $"the field '{NameOf(field)}' of {owner.GetType().Name} {what}"
            : null;
    }

    private static IEnumerable<object?> Contents(object value) =>
        value switch
        {
            nn.Module or Parameter => [value],
            IDictionary dictionary => dictionary.Values.Cast<object?>(),
            _ => ((IEnumerable)value).Cast<object?>().Take(100), // whatever it is, it may have no end
        };

    /// <summary>Those of the classes that users wrote, not of nn's own.</summary>
    private static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (var t = type; t is not null && t.Assembly != typeof(nn.Module).Assembly; t = t.BaseType)
            foreach (
                var field in t.GetFields(
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                )
            )
                yield return field;
    }

    /// <summary>A property's own field is called &lt;layers&gt;k__BackingField.</summary>
    private static string NameOf(FieldInfo field) => field.Name.TrimStart('<').Split('>')[0];
}
