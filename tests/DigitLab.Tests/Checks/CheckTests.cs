using DigitLab.Checks;

namespace DigitLab.Tests.Checks;

public class CheckTests
{
    [Fact]
    public void A_check_that_holds_shows_what_was_found() =>
        Check
            .Equal("LeNet-5 has 61,706 parameters", 61_706L, 61_706L)
            .ToString()
            .ShouldBe("✓ LeNet-5 has 61,706 parameters: 61,706");

    [Fact]
    public void A_failed_check_does_not_throw_and_gives_a_hint() =>
        Check
            .AtLeast("test accuracy", 0.98, 0.5, "the learning rate")
            .ToString()
            .ShouldBe("✗ test accuracy: expected at least 0.98, found 0.5. Hint: the learning rate.");

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
    public void The_summary_counts_exercises_and_checks_apart()
    {
        Check.Reset();
        Check.That("a", true);
        Check.That("b", false, "x", "y");
        Check.Exercise(1, "a number above 2", (int?)3, n => n > 2 ? null : "Too small.");
        Check.Exercise(2, "a word", (string?)null, word => null);
        var summary = Check.Summary(exercises: 3, checks: 4);
        summary
            .ToString()
            .ShouldBe(
                "Exercises: 1 of 3 right, 1 not answered yet, 1 not reached.\n"
                    + "Checks: 1 of 4 hold, 1 failed, 2 not reached.\n"
                    + "✗ b: expected x, found y"
            );
        summary.AllPassed.ShouldBeFalse();
        summary.NotReached.ShouldBe(3);
    }

    [Fact]
    public void A_check_that_is_made_again_replaces_its_earlier_result()
    {
        Check.Reset();
        Check.That("a", false, "x", "y");
        Check.Exercise(1, "a number above 2", (int?)1, n => n > 2 ? null : "Too small.");
        Check.That("a", true);
        Check.Exercise(1, "a number above 2", (int?)3, n => n > 2 ? null : "Too small.");
        Check.Summary(exercises: 1, checks: 1).AllPassed.ShouldBeTrue();
        Check.Summary(exercises: 1, checks: 1).ToString().ShouldBe("Exercises: 1 of 1 right.\nChecks: 1 of 1 hold.");
    }

    [Fact]
    public void What_was_never_reached_does_not_count_as_passed()
    {
        Check.Reset();
        Check.That("a", true);
        Check.Summary(exercises: 0, checks: 2).AllPassed.ShouldBeFalse();
        Check.Summary(exercises: 1, checks: 1).AllPassed.ShouldBeFalse();
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
    public void Under_strict_a_failed_check_throws()
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
