using DigitLab.Models;

namespace DigitLab.Tests.Models;

public class PerceptronDrawingTests
{
    [Fact]
    public void Names_and_numbers_stand_at_their_places_and_a_question_mark_where_none_is_known()
    {
        var names = new Dictionary<int, string?>
        {
            [1] = " x ",
            [2] = "W<1>",
            [3] = null,
        };
        var figure = PerceptronDrawing.Draw([784, null, 10], names, "A drawing");
        var svg = figure.ToSvg();
        foreach (
            var text in new[] { "1: x<", "2: W&lt;1&gt;<", "3: ?<", "7: ?<", "784 neurons", "? neurons", "10 neurons" }
        )
            svg.ShouldContain(text);
        figure.Description.ShouldBe("1: x, 2: W<1>, 3: ?, 4: ?, 5: ?, 6: ?, 7: ?");
    }
}
