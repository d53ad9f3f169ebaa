namespace DigitLab.Torch.Tests.Api;

/// <summary>
/// What stands in TorchSharp's namespaces has TorchSharp's names and signatures, parameter names and defaults included, so
/// that code written for one backend compiles for the other. <c>torchsharp-api.txt</c> lists TorchSharp's members of the
/// types that we have. After adding a type: run this test with TORCHSHARP_API naming the whole listing, and the file is
/// brought up to date.
/// </summary>
public class ApiTests
{
    [Fact]
    public void Every_public_member_is_TorchSharps()
    {
        var theirs = Listing.Load();
        var foreign = new List<string>();
        foreach (var type in OurTypes.All)
        {
            var key = Signatures.Key(type);
            if (!theirs.TryGetValue(key, out var block))
            {
                foreign.Add($"{key}: TorchSharp has no such type");
                continue;
            }
            if (block.Kind != Signatures.Kind(type))
                foreign.Add($"{key}: is a {Signatures.Kind(type)}, in TorchSharp a {block.Kind}");
            foreach (var member in Signatures.Members(type))
                if (!IsTheirs(type, member, theirs))
                    foreign.Add($"{key}: {member}");
        }
        foreign.ShouldBeEmpty(string.Join("\n", foreign));
    }

    /// <summary>Whether the member stands in the type's block or in that of a type that it derives from.</summary>
    private static bool IsTheirs(Type type, string member, Dictionary<string, Listing.Block> theirs)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            var declared = t.IsGenericType ? t.GetGenericTypeDefinition() : t;
            if (theirs.TryGetValue(Signatures.Key(declared), out var block) && block.Members.Contains(member))
                return true;
        }
        return false;
    }

    [Fact]
    public void The_listing_holds_our_types()
    {
        if (Environment.GetEnvironmentVariable("TORCHSHARP_API") is not { Length: > 0 } whole)
        {
            Assert.Skip("TORCHSHARP_API does not name TorchSharp's whole listing");
            return;
        }
        var wanted = OurTypes.All.Select(Signatures.Key).ToHashSet();
        var blocks = File.ReadAllText(whole)
            .Split("\n\n")
            .Select(block => block.Trim('\n'))
            .Where(block => wanted.Contains(Listing.Key(block.Split('\n')[0])));
        var excerpt = string.Join("\n\n", blocks) + "\n";
        File.WriteAllText(Listing.SourcePath, excerpt);
        File.WriteAllText(Listing.Path, excerpt);
    }
}
