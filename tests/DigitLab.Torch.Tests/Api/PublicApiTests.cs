namespace DigitLab.Torch.Tests.Api;

/// <summary>
/// Nothing appears in the engine's public API, or leaves it, unseen: <c>public-api.txt</c> lists it, generated members
/// included. After a change that is meant: run this test with UPDATE_PUBLIC_API=1, and look at the file's difference.
/// </summary>
public class PublicApiTests
{
    [Fact]
    public void The_public_API_is_the_one_listed()
    {
        var actual = string.Join("\n\n", OurTypes.All.Select(Block).Order(StringComparer.Ordinal)) + "\n";
        var path = OurTypes.InSource("public-api.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_PUBLIC_API") is { Length: > 0 })
            File.WriteAllText(path, actual);
        var listed = Lines(File.ReadAllText(path)).ToHashSet();
        var found = Lines(actual).ToHashSet();
        var added = found.Except(listed).Select(line => "+ " + line);
        var removed = listed.Except(found).Select(line => "- " + line);
        var differences = removed.Concat(added).Order(StringComparer.Ordinal).ToList();
        differences.ShouldBeEmpty(string.Join("\n", differences));
    }

    private static string Block(Type type)
    {
        var members = Signatures.Members(type, tupleNames: true).Order(StringComparer.Ordinal);
        var parent = type.BaseType is { } b && b != typeof(object) ? " : " + Signatures.Name(b) : "";
        var header = $"{Signatures.Kind(type)} {Signatures.Key(type)}{parent}";
        return string.Join("\n  ", members.Prepend(header));
    }

    /// <summary>Each member's line with its type's before it.</summary>
    private static IEnumerable<string> Lines(string text) =>
        text.TrimEnd('\n')
            .Split("\n\n")
            .Select(block => block.Split('\n'))
            .SelectMany(block => block.Skip(1).Select(line => $"{block[0]}: {line.Trim()}").Prepend(block[0]));
}
