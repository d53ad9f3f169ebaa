using DigitLab.Torch.Generation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DigitLab.Torch.Tests.Generation;

/// <summary>Each rule of the generator, on an engine of a few lines.</summary>
public class ForwarderTests
{
    private const string Engine = """
        namespace TorchSharp
        {
            using System.Collections.Generic;

            public static partial class torch
            {
                public enum ScalarType { Float32 }
                public partial class Tensor
                {
                    /// <summary>The magnitude.</summary>
                    public Tensor abs() => this;
                    public Tensor clamp(double? min = null, double? max = null) => this;
                    public Tensor sum(long[] dim, bool keepdim = false) => this;
                    public (Tensor values, Tensor indices) max(long dim) => (this, this);
                }
                public static Tensor cat(IList<Tensor> tensors, long dim = 0) => tensors[0];
                public static partial class nn { }
                public static partial class optim { }
            }
        }
        namespace TorchSharp
        {
            internal static class Factories
            {
                public static torch.Tensor Zeros(long[] size, torch.ScalarType? dtype, bool requires_grad) => new();
            }
        }
        namespace TorchSharp.Modules
        {
            public sealed class Pool2d
            {
                internal Pool2d(long[] kernel_size, long[]? stride, bool ceil_mode = false) { }
            }
            public abstract class OptimizerHelper { }
            public partial class Rule : OptimizerHelper
            {
                public sealed partial class State { public long step; public torch.Tensor mean; }
            }
        }
        """;

    private static string Generate(string listing, string withheld = "")
    {
        var assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            "engine",
            [CSharpSyntaxTree.ParseText(Engine)],
            assemblies.Select(path => MetadataReference.CreateFromFile(path))
        );
        var files = ForwarderGenerator.Generate(compilation, listing.ReplaceLineEndings("\n"), withheld);
        return string.Join("\n", files.Select(file => file.Text));
    }

    private static string InTensor(string member) => Generate($"class TorchSharp:torch.Tensor\n  {member}\n");

    private static string InTorch(string member, string withheld = "") =>
        Generate($"static class TorchSharp:torch\n  {member}\n", withheld);

    [Fact]
    public void A_static_form_calls_the_tensors_method_and_takes_its_documentation()
    {
        var text = InTorch("static torch.Tensor abs(torch.Tensor input)");
        text.ShouldContain("abs(torch.Tensor input) =>\n    input.abs();");
        text.ShouldContain("<inheritdoc cref=\"M:TorchSharp.torch.Tensor.abs\"/>");
    }

    [Fact]
    public void A_static_form_names_a_tuples_elements_as_its_target_does() =>
        InTorch("static (torch.Tensor, torch.Tensor) max(torch.Tensor input, long dim)")
            .ShouldContain("Tensor values, global::TorchSharp.torch.Tensor indices) max(");

    [Fact]
    public void An_in_place_form_replaces_the_tensor() =>
        InTensor("torch.Tensor clamp_(double? min = null, double? max = null)")
            .ShouldContain("InPlace.Replace(this, \"clamp_\", x => x.clamp(min, max))");

    [Fact]
    public void An_alias_calls_what_it_stands_for()
    {
        InTensor("torch.Tensor absolute()").ShouldContain("absolute() =>\n    abs();");
        InTorch("static torch.Tensor concat(IList<torch.Tensor> tensors, long dim = 0)")
            .ShouldContain("cat(tensors, dim)");
    }

    [Fact]
    public void Dimensions_are_gathered_and_lists_copied()
    {
        InTensor("torch.Tensor sum(long dim0, long dim1, bool keepdim = false)")
            .ShouldContain("sum(new long[] { dim0, dim1 }, keepdim)");
        InTensor("torch.Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false)")
            .ShouldContain("sum(dim.ToArray(), keepdim)");
        InTensor("torch.Tensor sum((long, long) dim, bool keepdim = false)")
            .ShouldContain("sum([dim.Item1, dim.Item2], keepdim)");
    }

    [Fact]
    public void Factories_take_sizes_of_all_kinds()
    {
        const string rest = "torch.ScalarType? dtype = null, torch.Device device = null, bool requires_grad = false)";
        InTorch($"static torch.Tensor zeros(int rows, int columns, {rest}")
            .ShouldContain("Factories.Zeros([rows, columns], dtype, requires_grad)");
        InTorch($"static torch.Tensor zeros(torch.Size size, {rest}")
            .ShouldContain("Factories.Zeros(size.Shape, dtype, requires_grad)");
    }

    [Fact]
    public void Tensors_are_made_of_each_element_type()
    {
        InTorch(
                "static torch.Tensor tensor(float[,] rawArray, torch.ScalarType? dtype = null, bool requires_grad = false)"
            )
            .ShouldContain("Factories.FromArray<float>(rawArray, dtype, requires_grad)");
        InTorch("static torch.Tensor tensor(double real, double imaginary)").ShouldNotContain("imaginary");
    }

    [Fact]
    public void A_modules_factory_calls_its_constructor_by_name() =>
        Generate(
                "static class TorchSharp:torch.nn\n"
                    + "  static Pool2d Pool2d(long kernel_size, (long, long)? stride = null, torch.Device device = null)\n"
            )
            .ShouldContain(
                "new Pool2d(kernel_size: [kernel_size, kernel_size], "
                    + "stride: stride is { } strideBoth ? [strideBoth.Item1, strideBoth.Item2] : null)"
            );

    [Fact]
    public void An_optimizer_gets_options_groups_and_factories()
    {
        const string parameters = "double lr = 0.1, double rate = 2, bool maximize = false)";
        var text = Generate(
            $"""
            class TorchSharp.Modules:Rule : OptimizerHelper
              .ctor(IEnumerable<Parameter> parameters, {parameters}
              .ctor(IEnumerable<Rule.ParamGroup> parameters, {parameters}

            class TorchSharp.Modules:Rule.ParamGroup : ParamGroup<Rule.Options>
              .ctor()
              .ctor(IEnumerable<Parameter> parameters, {parameters}

            static class TorchSharp:torch.optim
              static Rule Rule(IEnumerable<(string, Parameter)> parameters, {parameters}
            """
        );
        text.ShouldContain("public double? rate;");
        text.ShouldContain("exchange.Flag(ref maximize);");
        text.ShouldContain("exchange.Count(ref step);");
        text.ShouldContain("mean = Zeros();");
        text.ShouldContain("new Rule(parameters.Select(pair => pair.Item2), lr, rate, maximize)");
    }

    [Theory]
    [InlineData("static torch.Tensor cat(IList<torch.Tensor> tensors, long dim = 0)")] // written by hand
    [InlineData("static torch.Tensor exp(torch.Tensor input)")] // no such method of the tensor
    [InlineData("static torch.Tensor abs(torch.Tensor input, long dim)")]
    [InlineData("static T abs<T>(torch.Tensor input)")]
    public void Nothing_else_is_generated(string member) => InTorch(member).ShouldBeEmpty();

    [Fact]
    public void What_is_withheld_is_not_generated() =>
        InTorch("static torch.Tensor abs(torch.Tensor input)", "# Why.\ntorch: abs(torch.Tensor)\n").ShouldBeEmpty();
}
