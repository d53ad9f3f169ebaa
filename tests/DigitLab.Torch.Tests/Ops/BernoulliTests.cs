using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Ops;

public class BernoulliTests
{
    /// <summary>However many are drawn at once: one for every uniform number of 53 bits that is below p.</summary>
    [Fact]
    public void Is_whether_a_uniform_number_is_below_p()
    {
        foreach (var count in Enumerable.Range(1, 40).Append(311).Append(312).Append(313).Append(2000))
        foreach (var p in new[] { 0, 0.1, 0.5, 0.9, 1 })
        foreach (var before in new[] { 0, 1, 3 })
        {
            manual_seed(count);
            rand(before);
            var expected = rand([count], ScalarType.Float64) < p;
            var next = rand(1).item<float>();
            manual_seed(count);
            rand(before);
            var drawn = empty([count], ScalarType.Byte).bernoulli_(p).to_type(ScalarType.Bool);
            drawn.Equals(expected).ShouldBeTrue($"{count} with p = {p} after {before}");
            rand(1).item<float>().ShouldBe(next);
        }
    }
}
