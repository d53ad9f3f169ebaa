namespace DigitLab.Ink.Tests;

public class StrokesTests
{
    [Fact]
    public void A_line_is_three_pixels_wide_and_ends_where_it_should()
    {
        var image = Strokes.Draw([(14.5, 4.5), (14.5, 23.5)]);
        image.shape.ShouldBe([1, 1, 28, 28]);
        var row = Enumerable.Range(0, 28).Select(x => image[0, 0, 10, x].item<float>()).ToArray();
        row[12..17].ShouldBe([0, 1, 1, 1, 0]);
        image[0, 0, 1, 14].item<float>().ShouldBe(0);
        image[0, 0, 4, 14].item<float>().ShouldBe(1);
        image[0, 0, 26, 14].item<float>().ShouldBe(0);
    }

    [Fact]
    public void Strokes_are_not_joined_and_ink_is_at_most_1()
    {
        var image = Strokes.Draw([(4, 4), (4, 20)], [(20, 4), (20, 20)], [(20, 12), (20, 12)]);
        image[0, 0, 12, 12].item<float>().ShouldBe(0);
        image.max().item<float>().ShouldBe(1);
        Strokes.Draw().sum().item<float>().ShouldBe(0);
        Strokes.Draw([(4, 4)]).sum().item<float>().ShouldBe(0);
    }
}
