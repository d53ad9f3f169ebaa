using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DigitLab.Tests;

/// <summary>What keeps the house readable.</summary>
public partial class HouseTests
{
    public static TheoryData<Type> Libraries =>
        new()
        {
            typeof(DigitLab.Training.Trainer),
            typeof(DigitLab.Charts.Chart),
            typeof(DigitLab.Idx.IdxReader),
            typeof(DigitLab.Interchange.Safetensors),
            typeof(DigitLab.Ink.DrawingPad),
        };

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Every_public_type_is_documented(Type one)
    {
        var written = XDocument
            .Load(Path.ChangeExtension(one.Assembly.Location, ".xml"))
            .Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .Select(member => (string)member.Attribute("name")!)
            .ToHashSet();

        one.Assembly.GetExportedTypes()
            .Select(type => $"T:{type.FullName!.Replace('+', '.')}")
            .Where(name => !written.Contains(name))
            .ShouldBeEmpty();
    }

    [Fact]
    public void The_library_stays_small()
    {
        var folder = Path.Combine(Checkout(), "lib", "DigitLab");
        var lengths = CSharpFiles(folder)
            .ToDictionary(file => Path.GetFileName(file), file => File.ReadLines(file).Count());

        lengths.Where(file => file.Value > 300).ShouldBeEmpty();
        lengths.Values.Sum().ShouldBeLessThan(5_000);
    }

    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        Sources()
            .Where(path => File.ReadLines(path).Count() > 400)
            .Select(FromRoot)
            .ShouldBeEmpty("split them by what their parts are about");
    }

    [Fact]
    public void No_folder_has_more_than_30_files()
    {
        Sources()
            .GroupBy(path => FromRoot(Path.GetDirectoryName(path)!))
            .Where(folder => folder.Count() > 30)
            .Select(folder => folder.Key)
            .ShouldBeEmpty("give their parts folders");
    }

    private static IEnumerable<string> Sources() =>
        new[] { "lib", "host", "tests", "bench", "build" }.SelectMany(folder =>
            CSharpFiles(Path.Combine(Checkout(), folder))
        );

    /// <summary>The folder's C# files, without what a build made.</summary>
    private static IEnumerable<string> CSharpFiles(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !Regex.IsMatch(Path.GetRelativePath(folder, path), @"(^|[/\\])(bin|obj)[/\\]"));

    private static string FromRoot(string path) => Path.GetRelativePath(Checkout(), path).Replace('\\', '/');

    private static string Checkout([CallerFilePath] string path = "") =>
        File.Exists(Path.Combine(path, "DigitLab.slnx")) ? path : Checkout(Path.GetDirectoryName(path)!);
}
