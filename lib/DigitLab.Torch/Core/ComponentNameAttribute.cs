namespace TorchSharp.Utils;

/// <summary>The name under which a module registers a field, where it is not to be the field's own.</summary>
[AttributeUsage(AttributeTargets.Field)]
public class ComponentNameAttribute : Attribute
{
    public string? Name { get; set; }
}
