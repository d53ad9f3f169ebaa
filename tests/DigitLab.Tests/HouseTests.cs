using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace DigitLab.Tests;

/// <summary>What keeps the library readable.</summary>
public class HouseTests
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
        var lengths = Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(folder, file).StartsWith("obj") && !file.Contains("/bin/"))
            .ToDictionary(file => Path.GetFileName(file), file => File.ReadLines(file).Count());

        lengths.Where(file => file.Value > 300).ShouldBeEmpty();
        lengths.Values.Sum().ShouldBeLessThan(5_000);
    }

    private static string Checkout([CallerFilePath] string path = "") =>
        File.Exists(Path.Combine(path, "DigitLab.slnx")) ? path : Checkout(Path.GetDirectoryName(path)!);
}
