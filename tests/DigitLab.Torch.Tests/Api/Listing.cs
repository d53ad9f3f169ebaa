using System.Text.RegularExpressions;

namespace DigitLab.Torch.Tests.Api;

/// <summary>TorchSharp's types and their members, as listed in torchsharp-api.txt.</summary>
internal static partial class Listing
{
    internal sealed record Block(string Kind, HashSet<string> Members);

    public static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "Api", "torchsharp-api.txt");

    public static string SourcePath { get; } = OurTypes.InSource("torchsharp-api.txt");

    [GeneratedRegex(
        @"^(?<kind>(?:(?:static|abstract|sealed) )*(?:class|struct|enum|interface|delegate)) (?<key>\S+?:.*?)(?: : .*)?$"
    )]
    private static partial Regex Header();

    public static string Key(string header) => Header().Match(header).Groups["key"].Value;

    public static Dictionary<string, Block> Load()
    {
        var blocks = new Dictionary<string, Block>();
        foreach (var text in File.ReadAllText(Path).Split("\n\n"))
        {
            var lines = text.Trim('\n').Split('\n');
            var header = Header().Match(lines[0]);
            var kind = header.Groups["kind"].Value;
            var members = lines.Skip(1).Select(line => line.Trim());
            if (kind == "enum")
                members = members.SelectMany(line => line.Split(", "));
            blocks[header.Groups["key"].Value] = new Block(kind, [.. members]);
        }
        return blocks;
    }
}
