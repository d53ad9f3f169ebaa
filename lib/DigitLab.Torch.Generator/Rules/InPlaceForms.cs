using System.Linq;

namespace DigitLab.Torch.Generation.Rules;

/// <summary><c>x.acos_()</c> from <c>x.acos()</c>: the result, history included, in the tensor's place.</summary>
internal sealed class InPlaceForms : IRule
{
    public Forward? Apply(string type, ListedMember member, Engine engine)
    {
        if (type != "torch.Tensor" || !member.Name.EndsWith("_") || member.Returns != "torch.Tensor")
            return null;
        var name = member.Name.TrimEnd('_');
        var signature = Notation.Signature(name, member.Parameters.Select(parameter => parameter.Type));
        return engine.Has(type, signature)
            ? new Forward(
                $"InPlace.Replace(this, \"{member.Name}\", x => x.{name}({Forward.Arguments(member.Parameters)}))",
                engine.Method(type, signature)
            )
            : null;
    }
}
