namespace DigitLab.Kernels.Tests;

public class InstructionSetTests
{
    /// <summary>The runtime's switches, and what must not run while they are off.</summary>
    [Theory]
    [InlineData("DOTNET_EnableAVX512", new[] { "avx512" })]
    [InlineData("DOTNET_EnableAVX2", new[] { "avx512", "avx2" })]
    [InlineData("DOTNET_EnableHWIntrinsic", new[] { "avx512", "avx2", "vector128" })]
    public void What_the_runtime_has_switched_off_is_not_used(string variable, string[] kernels)
    {
        if (Environment.GetEnvironmentVariable(variable) != "0")
            Assert.Skip($"{variable} is not 0 in this run; .ci/run has one in which it is");
        kernels.ShouldNotContain(Simd.Active);
    }
}
