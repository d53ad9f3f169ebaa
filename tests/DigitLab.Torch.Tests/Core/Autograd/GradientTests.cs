using System.Text.RegularExpressions;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Autograd;

/// <summary>Every differentiable operation's gradient against central differences.</summary>
public partial class GradientTests
{
    public static TheoryData<int, string> Cases() => Numbered(_ => true);

    public static TheoryData<int, string> TwiceCases() => Numbered(c => !c.Once);

    public static TheoryData<int, string> OnceCases() => Numbered(c => c.Once);

    private static TheoryData<int, string> Numbered(Func<GradientCase, bool> chosen)
    {
        var data = new TheoryData<int, string>();
        for (var i = 0; i < GradientCases.All.Count; i++)
            if (chosen(GradientCases.All[i]))
                data.Add(i, GradientCases.All[i].ToString());
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_are_difference_quotients(int index, string name)
    {
        var c = GradientCases.All[index];
        FiniteDifferences.Check(name, c.Function, c.Inputs());
    }

    [Theory]
    [MemberData(nameof(TwiceCases))]
    public void Gradients_of_gradients_are_too(int index, string name)
    {
        var c = GradientCases.All[index];
        FiniteDifferences.CheckSecond(name, c.Function, c.Inputs());
    }

    [Theory]
    [MemberData(nameof(OnceCases))]
    public void Where_a_gradient_cannot_be_differentiated_it_says_so(int index, string name)
    {
        var c = GradientCases.All[index];
        var x = c.Inputs();
        Should
            .Throw<System.Runtime.InteropServices.ExternalException>(
                () => autograd.grad([c.Function(x).sum()], x, create_graph: true),
                name
            )
            .Message.ShouldContain("cannot be differentiated twice");
    }

    /// <summary>What the engine's sources record for backward, each must come up in a case.</summary>
    [Fact]
    public void No_operation_is_left_out()
    {
        var recorded = new HashSet<string>();
        foreach (var file in Directory.EnumerateFiles(Sources(), "*.cs", SearchOption.AllDirectories))
        foreach (Match match in RecordedName().Matches(File.ReadAllText(file)))
            recorded.Add(match.Groups["name"].Value);
        recorded.Count.ShouldBeGreaterThan(40);

        var met = new HashSet<string>();
        foreach (var c in GradientCases.All)
        foreach (var type in (ScalarType[])[float32, float64])
            Collect(c.Function(c.Inputs(type)).Impl.GradFn, met);
        recorded.Except(met).Where(name => !name.EndsWith("_backward")).ShouldBeEmpty();
    }

    private static void Collect(Node? node, HashSet<string> names)
    {
        if (node is null)
            return;
        names.Add(node.Name);
        foreach (var next in node.Next)
            Collect(next, names);
    }

    private static string Sources([System.Runtime.CompilerServices.CallerFilePath] string here = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "..", "lib", "DigitLab.Torch");
        if (!Directory.Exists(folder))
            Assert.Skip($"the engine's sources are not at {folder}");
        return folder;
    }

    [GeneratedRegex(
        """(?:\.Record\(|\bOfInput<[\w.]+>\(|\bOfOutput<[\w.]+>\(|\bStep<[\w.]+>\(|\bViewed\(|\bSliced\(|static string Name => |\bInPlace\.Change\(\s*this,)\s*"(?<name>\w+)"""
            + "\""
    )]
    private static partial Regex RecordedName();
}
