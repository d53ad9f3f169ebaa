using DigitLab.Host.Documents;
using DigitLab.Host.Running;

namespace DigitLab.Host.Tests.Running;

public class StreamTextTests
{
    [Theory]
    [InlineData(new[] { "a", "b\n", "c" }, "ab\nc")]
    [InlineData(new[] { "10%\r", "20%\r", "30%\n" }, "30%\n")]
    [InlineData(new[] { "10%\r20%" }, "20%")]
    [InlineData(new[] { "10%\r" }, "10%")]
    [InlineData(new[] { "a\r", "\nb\r\n" }, "a\nb\n")]
    [InlineData(new[] { "a\nbc\rd" }, "a\nd")]
    public void It_is_what_a_terminal_shows(string[] parts, string expected)
    {
        var text = new StreamText();
        foreach (var part in parts)
        {
            text.Append(part);
        }
        text.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("0123456789\n")]
    [InlineData("no end of line, ")]
    public void Of_an_endless_text_the_beginning_and_the_end_are_kept(string piece)
    {
        var text = new StreamText();
        text.Append("first\n");
        var block = string.Concat(Enumerable.Repeat(piece, 10_000));
        for (var i = 0; i < 600; i++)
        {
            text.Append(block);
        }
        text.Append("last");
        var kept = text.ToString();
        kept.Length.ShouldBeLessThan(6 * StreamText.Kept);
        kept.ShouldStartWith("first\n");
        kept.ShouldEndWith("last");
        kept.ShouldContain("characters left out");
    }

    [Fact]
    public void A_page_has_the_first_and_last_lines_and_says_how_many_it_left_out()
    {
        var lines = string.Join('\n', Enumerable.Range(0, 20_000).Select(i => $"step {i}"));
        var text = BoundedText.Shorten(lines, 1000, 200_000);
        text.ShouldStartWith("step 0\nstep 1\n");
        text.ShouldEndWith("step 19998\nstep 19999");
        text.ShouldContain("step 499\n... (19,000 lines left out)\nstep 19500\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("one line")]
    [InlineData("a\nb\n")]
    public void What_is_short_stays(string text) => BoundedText.Shorten(text, 10, 100).ShouldBe(text);

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    public void A_long_line_is_cut_between_characters(int length)
    {
        var text = BoundedText.Shorten(string.Concat(Enumerable.Repeat("🎨", length)), 10, 101);
        text.Length.ShouldBeLessThan(200);
        text.ShouldContain("characters left out");
        text.EnumerateRunes().ShouldNotContain(new System.Text.Rune(0xFFFD));
    }
}
