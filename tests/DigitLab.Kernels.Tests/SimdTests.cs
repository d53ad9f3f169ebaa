namespace DigitLab.Kernels.Tests;

public sealed class SimdTests : KernelTest
{
    [Fact]
    public void The_fastest_supported_instruction_set_is_in_use_unless_the_environment_names_another() =>
        Simd.Active.ShouldBe(
            Environment.GetEnvironmentVariable(Simd.Variable) is { Length: > 0 } name ? name : Simd.Supported.First()
        );

    [Fact]
    public void An_unknown_name_is_refused_with_those_that_work()
    {
        var error = Should.Throw<ArgumentException>(() => Simd.Active = "mmx");
        error.Message.ShouldContain("'mmx' is unknown");
        foreach (string name in Simd.Supported)
            error.Message.ShouldContain(name);
    }
}
