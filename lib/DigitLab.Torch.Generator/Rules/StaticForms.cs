using System.Linq;

namespace DigitLab.Torch.Generation.Rules;

/// <summary><c>torch.abs(x)</c> from <c>x.abs()</c>.</summary>
internal sealed class StaticForms : IRule
{
    /// <summary>What the static form takes for compatibility alone: dimensions have no names here, gradients are dense.</summary>
    private static readonly string[] Ignored = ["names", "sparse_grad"];

    public Forward? Apply(string type, ListedMember member, Engine engine)
    {
        if (type != "torch" || member.Parameters.Count == 0 || member.Parameters[0].Type != "torch.Tensor")
            return null;
        var rest = member.Parameters.Skip(1).Where(parameter => !Ignored.Contains(parameter.Name)).ToList();
        var signature = Notation.Signature(member.Name, rest.Select(parameter => parameter.Type));
        return engine.Has("torch.Tensor", signature)
            ? new Forward(
                $"{member.Parameters[0].Name}.{Notation.Identifier(member.Name)}({Forward.Arguments(rest)})",
                engine.Method("torch.Tensor", signature),
                engine.Returns("torch.Tensor", signature)
            )
            : null;
    }
}
