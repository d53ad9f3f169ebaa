using DigitLab.Checks;

namespace DigitLab.Tests.Checks;

public class CheckTests
{
    [Fact]
    public void A_green_check_shows_what_was_found() =>
        Check
            .Equal("LeNet-5 has 61,706 parameters", 61_706L, 61_706L)
            .ToString()
            .ShouldBe("✓ LeNet-5 has 61,706 parameters: 61,706");

    [Fact]
    public void A_red_check_does_not_throw_and_tells_where_to_look() =>
        Check
            .AtLeast("test accuracy", 0.98, 0.5, "the learning rate")
            .ToString()
            .ShouldBe("✗ test accuracy: expected at least 0.98, found 0.5. Look at the learning rate.");

    [Theory]
    [InlineData(2.35, true)]
    [InlineData(2.5, false)]
    public void Near_takes_a_tolerance(double found, bool passed) =>
        Check.Near("loss at the start is about ln 10", Math.Log(10), found, 0.1).Passed.ShouldBe(passed);

    [Fact]
    public void Shapes_are_compared_size_by_size()
    {
        Check.Shape("output", [6, 28, 28], [6, 28, 28]).Passed.ShouldBeTrue();
        Check
            .Shape("output", [6, 28, 28], [6, 24, 24])
            .ToString()
            .ShouldContain("expected [6, 28, 28], found [6, 24, 24]");
    }

    [Fact]
    public void The_summary_counts_green_and_red()
    {
        Check.Reset();
        Check.That("a", true);
        Check.That("b", false, "x", "y");
        Check.Summary().ToString().ShouldBe("1 of 2 checks are green; red:\n✗ b: expected x, found y");
        Check.Reset();
        Check.That("a", true);
        Check.Summary().ToString().ShouldBe("The one check is green.");
    }

    [Fact]
    public void HTML_is_escaped()
    {
        var html = new StringWriter();
        var formatter = new DigitLab.Display.HtmlViewFormatterSource()
            .CreateTypeFormatters()
            .Cast<DigitLab.Display.HtmlViewFormatter>()
            .First();
        formatter.Format(Check.That("<b>", false, "<i>", "&"), html).ShouldBeTrue();
        html.ToString().ShouldContain("&lt;b&gt;");
        html.ToString().ShouldNotContain("<i>");
    }

    [Fact]
    public void Under_strict_a_red_check_throws()
    {
        Environment.SetEnvironmentVariable("DIGITLAB_STRICT", "1");
        try
        {
            Check.That("a", true);
            Should
                .Throw<CheckFailedException>(() => Check.That("b", false, "x", "y"))
                .Message.ShouldBe("✗ b: expected x, found y");
        }
        finally
        {
            Environment.SetEnvironmentVariable("DIGITLAB_STRICT", null);
        }
    }
}
