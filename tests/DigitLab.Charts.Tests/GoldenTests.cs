using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DigitLab.Charts.Tests;

/// <summary>
/// Every kind of chart against the drawing that was looked at. Set <c>DIGITLAB_WRITE_GOLDEN=1</c> to write the drawings
/// anew, and look at them.
/// </summary>
public partial class GoldenTests
{
    public static IEnumerable<TheoryDataRow<string>> Kinds =>
        Samples.All.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_drawing_is_the_one_that_was_looked_at(string kind)
    {
        var figure = Samples.All[kind]();
        var path = Path.Combine(Folder(), "golden", kind + ".svg");
        if (Environment.GetEnvironmentVariable("DIGITLAB_WRITE_GOLDEN") == "1")
            figure.Save(path);

        Comparable(figure.ToSvg() + "\n").ShouldBe(Comparable(File.ReadAllText(path)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_drawing_is_small_well_formed_and_complete_in_itself(string kind)
    {
        var svg = Samples.All[kind]().ToSvg();

        var root = XDocument.Parse(svg).Root!;
        root.Attribute("role")!.Value.ShouldBe("img");
        root.Elements().Take(2).Select(element => element.Name.LocalName).ShouldBe(["title", "desc"]);
        root.Elements().Take(2).ShouldAllBe(element => element.Value.Length > 0);
        svg.Length.ShouldBeLessThan(60_000);
        svg.Replace("http://www.w3.org/2000/svg", "").ShouldNotContain("http");
        svg.ShouldNotContain("<script");
        svg.ShouldNotContain("NaN\"");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Drawing_twice_gives_the_same(string kind)
    {
        Samples.All[kind]().ToSvg().ShouldBe(Samples.All[kind]().ToSvg());
        Samples.All[kind]().ToPlotlyJson().ShouldBe(Samples.All[kind]().ToPlotlyJson());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_interactive_twin_keeps_to_Plotlys_schema(string kind)
    {
        var json = Samples.All[kind]().ToPlotlyJson();
        var folder = Environment.GetEnvironmentVariable("DIGITLAB_WRITE_PLOTLY");
        if (folder is not null)
            File.WriteAllText(Path.Combine(folder, kind + ".json"), json);

        PlotlySchema.Problems(JsonNode.Parse(json)!).ShouldBeEmpty();
    }

    /// <summary>Compressed pixels differ between runtimes; what they say does not.</summary>
    private static string Comparable(string svg) =>
        EmbeddedPng()
            .Replace(
                svg,
                match =>
                    "sha256:"
                    + Convert.ToHexString(SHA256.HashData(Pixels(Convert.FromBase64String(match.Groups[1].Value))))
            );

    internal static byte[] Pixels(byte[] png)
    {
        var start = png.AsSpan().IndexOf("IDAT"u8);
        var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(start - 4));
        using var zlib = new ZLibStream(new MemoryStream(png, start + 4, length), CompressionMode.Decompress);
        using var pixels = new MemoryStream();
        pixels.Write(png.AsSpan(0, start - 4)); // the size and the colours
        zlib.CopyTo(pixels);
        return pixels.ToArray();
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex("data:image/png;base64,([^\"]+)")]
    internal static partial Regex EmbeddedPng();
}
