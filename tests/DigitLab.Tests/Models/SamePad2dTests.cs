using DigitLab.Models;
using static TorchSharp.torch;

namespace DigitLab.Tests.Models;

public class SamePad2dTests
{
    // What TensorFlow documents for padding="SAME", by hand: the size after it is ⌈size / stride⌉.
    [Theory]
    [InlineData(28, 5, 1, 2, 2)]
    [InlineData(28, 4, 2, 1, 1)]
    [InlineData(7, 4, 1, 1, 2)]
    [InlineData(3, 2, 1, 0, 1)]
    [InlineData(28, 5, 2, 1, 2)]
    [InlineData(27, 5, 2, 2, 2)]
    [InlineData(28, 2, 2, 0, 0)]
    [InlineData(28, 1, 3, 0, 0)]
    public void The_odd_zero_goes_after(long size, long window, long stride, long before, long after)
    {
        SamePad2d.Zeros(size, window, stride).ShouldBe((before, after));
        var next = nn.Conv2d(1, 1, window, stride: stride);
        next.call(new SamePad2d(window, stride).call(ones(2, 1, size, size)))
            .shape.ShouldBe([2, 1, (size + stride - 1) / stride, (size + stride - 1) / stride]);
    }

    [Fact]
    public void Rows_and_columns_are_padded_each_by_their_own_size()
    {
        var padded = new SamePad2d(2).call(ones(1, 1, 2, 3));
        padded.data<float>().ToArray().ShouldBe([1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0]);
        Should.Throw<ArgumentException>(() => SamePad2d.Zeros(28, 0)).Message.ShouldContain("window (0)");
    }
}
