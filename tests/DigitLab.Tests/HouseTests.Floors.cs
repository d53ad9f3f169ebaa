using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DigitLab.Tests;

/// <summary>The arrows of ARCHITECTURE.md run down only.</summary>
public partial class HouseTests
{
    /// <summary>Each project and what it may refer to, the lowest floor first.</summary>
    private static readonly (string Project, string[] Below)[] Floors =
    [
        ("DigitLab.Files", []),
        ("DigitLab.Images", []),
        ("DigitLab.Kernels", []),
        ("DigitLab.Torch.Generator", []),
        ("DigitLab.Idx", ["DigitLab.Files"]),
        ("DigitLab.TensorBoard", ["DigitLab.Files"]),
        ("DigitLab.Torch", ["DigitLab.Files", "DigitLab.Kernels", "DigitLab.TensorBoard", "DigitLab.Torch.Generator"]),
        ("DigitLab.Layers", ["DigitLab.Torch"]),
        ("DigitLab.Charts", ["DigitLab.Files", "DigitLab.Torch", "DigitLab.Layers"]),
        ("DigitLab.Interchange", ["DigitLab.Files", "DigitLab.Torch", "DigitLab.Layers"]),
        (
            "DigitLab.Ink",
            [
                "DigitLab.Files",
                "DigitLab.Images",
                "DigitLab.Torch",
                "DigitLab.Layers",
                "DigitLab.Charts",
                "DigitLab.Interchange",
            ]
        ),
        ("DigitLab.Plotly", ["DigitLab.Charts"]),
        (
            "DigitLab",
            [
                "DigitLab.Files",
                "DigitLab.Idx",
                // For an enum of TorchSharp's API that is declared there.
                "DigitLab.TensorBoard",
                "DigitLab.Torch",
                "DigitLab.Layers",
                "DigitLab.Charts",
                "DigitLab.Interchange",
                "DigitLab.Ink",
            ]
        ),
        ("DigitLab.Host", ["DigitLab.Files"]),
    ];

    /// <summary>What a folder of the engine must not name.</summary>
    private static readonly (string Folder, string Forbidden, string Name)[] EngineRules =
    [
        ("Core", @"\bModules\b", "modules (nn)"),
        ("Core", @"\bnn\.|\boptim\.", "torch.nn and torch.optim"),
        ("Ops", @"\bModules\b", "modules (nn)"),
        ("Ops", @"\boptim\.", "torch.optim"),
        ("nn", @"\boptim\.", "torch.optim"),
    ];

    /// <summary>Files that name it nevertheless, and why. Core calls Ops, as PyTorch's autograd does: that is no exception.</summary>
    private static readonly Dictionary<string, string> EngineExceptions = new()
    {
        ["Core/TensorExtensionMethods.cs"] = "AsParameter is TorchSharp's, an extension method of Tensor",
        ["Ops/Elementwise/Activations.cs"] = "GELU's approximation is an enum of the module in TorchSharp's signatures",
        ["Ops/Elementwise/Activations.Functional.cs"] = "GELU's approximation, as above",
        ["Ops/Elementwise/Tensor.InPlaceForms.cs"] = "GELU's approximation, as above",
    };

    [Fact]
    public void Each_floor_stands_on_those_before_it()
    {
        var before = new HashSet<string>();
        foreach (var (project, below) in Floors)
        {
            below.Where(one => !before.Contains(one)).ShouldBeEmpty($"{project} refers to a floor above it");
            before.Add(project);
        }
    }

    [Fact]
    public void Projects_refer_to_floors_below_them_only()
    {
        var projects = Directory
            .EnumerateFiles(Path.Combine(Checkout(), "lib"), "*.csproj", SearchOption.AllDirectories)
            .Append(Path.Combine(Checkout(), "host", "DigitLab.Host.csproj"));
        foreach (var path in projects)
        {
            var name = Path.GetFileNameWithoutExtension(path);
            Floors.ShouldContain(floor => floor.Project == name, $"{name} has no floor in {nameof(HouseTests)}");
            var project = XDocument.Load(path);
            var referred = project
                .Descendants("ProjectReference")
                .Where(one => (string?)one.Attribute("ReferenceOutputAssembly") != "false")
                .Select(one => Path.GetFileNameWithoutExtension(one.Attribute("Include")!.Value.Replace('\\', '/')))
                .ToHashSet();
            if (
                project
                    .Descendants("Import")
                    .Any(one => one.Attribute("Project")!.Value.EndsWith("TorchBackend.targets"))
            )
                referred.Add("DigitLab.Torch");
            referred.Except(Below(name)).ShouldBeEmpty($"{name} must not refer to them");
        }
    }

    [Fact]
    public void Assemblies_refer_to_floors_below_them_only()
    {
        var assemblies = Directory
            .EnumerateFiles(AppContext.BaseDirectory, "DigitLab*.dll")
            .Where(path => Floors.Any(floor => floor.Project == Path.GetFileNameWithoutExtension(path)))
            .Select(Assembly.LoadFrom)
            .ToArray();
        assemblies.Length.ShouldBeGreaterThan(5);
        foreach (var assembly in assemblies)
        {
            var name = assembly.GetName().Name!;
            assembly
                .GetReferencedAssemblies()
                .Select(reference => reference.Name!)
                .Where(reference => reference.StartsWith("DigitLab"))
                .Except(Below(name))
                .ShouldBeEmpty($"{name} must not refer to them");
        }
    }

    [Fact]
    public void The_kernels_know_no_tensor()
    {
        var kernels = Path.Combine(Checkout(), "lib", "DigitLab.Kernels");
        CSharpFiles(kernels).Where(path => Regex.IsMatch(CodeOf(path), @"\b(TorchSharp|torch)\b")).ShouldBeEmpty();
    }

    [Fact]
    public void Inside_the_engine_arrows_run_down()
    {
        var engine = Path.Combine(Checkout(), "lib", "DigitLab.Torch");
        var up = new List<string>();
        foreach (var (folder, forbidden, name) in EngineRules)
        foreach (var path in CSharpFiles(Path.Combine(engine, folder)))
        {
            var relative = Path.GetRelativePath(engine, path).Replace('\\', '/');
            if (!EngineExceptions.ContainsKey(relative) && Regex.IsMatch(CodeOf(path), forbidden))
                up.Add($"{relative} names {name}");
        }
        up.ShouldBeEmpty(string.Join('\n', up));
    }

    private static string[] Below(string project) => Floors.Single(floor => floor.Project == project).Below;

    /// <summary>The file without comments and without texts; functions of torch.nn.functional are operations.</summary>
    private static string CodeOf(string path) =>
        Regex.Replace(
            File.ReadAllText(path),
            """//.*|"(?:\\.|[^"\\\n])*"|\bnn\.functional\b""",
            "",
            RegexOptions.CultureInvariant
        );
}
