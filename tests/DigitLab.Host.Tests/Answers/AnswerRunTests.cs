using DigitLab.Host.Documents;

namespace DigitLab.Host.Tests.Answers;

/// <summary>What the run of answers accepts and refuses, on a lab with a check of its own.</summary>
public class AnswerRunTests
{
    private const string Lab = """
        #!csharp
        static class Check
        {
            public static string Exercise<T>(int number, string what, T answer, Func<T, string> findMistake)
            {
                try
                {
                    var hint = findMistake(answer);
                    return hint == null ? $"✓ Exercise {number}: {what}" : $"✗ Exercise {number}: {what}. Hint: {hint}";
                }
                catch (NotImplementedException) { return $"○ Exercise {number}: {what}: not answered yet."; }
            }
        }
        var calls = 0;
        #!csharp
        int Twice(int x)
        {
            // BEGIN SOLUTION
            return 2 * x;
            // END SOLUTION
        }
        #!csharp
        calls++;
        Check.Exercise(1, "twice", (Func<int, int>)Twice, f => f(3) == 6 ? calls == 1 ? null : "Not the first call." : "Multiply.")
        #!csharp
        int Half(int x)
        {
            // BEGIN SOLUTION
            return x / 2;
            // END SOLUTION
        }
        #!csharp
        Check.Exercise(2, "half", (Func<int, int>)Half, f => calls == 1 && f(6) == 3 ? null : "Divide.")
        """;

    private static IReadOnlyList<string> Try(string answers)
    {
        var lab = DibReader.Read(Lab);
        return new AnswerRun(lab, AppContext.BaseDirectory).Try(
            LabExercises.Find(lab),
            AnswerFile.Parse(answers, "answers.md")
        );
    }

    private static string Answer(string heading, string code, int exercise = 1) =>
        $"# Exercise {exercise}\n\n## {heading}\n\n```csharp\n{code}\n```\n";

    [Fact]
    public void Answers_that_behave_pass_and_leave_nothing_behind()
    {
        Try(
                Answer("right: a sum", "return x + x;")
                    + Answer("wrong (multiply): the same", "return x;")
                    + Answer("right: a shift", "return x << 1;")
                    + Answer("wrong (divide): the same", "return x;", exercise: 2)
            )
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData(
        "wrong (multiply): is right",
        "return x + x;",
        "expected ✗ with \"multiply\" in the hint, found ✓ Exercise 1"
    )]
    [InlineData(
        "right: is wrong",
        "return x;",
        "exercise 1, right: is wrong: expected ✓, found ✗ Exercise 1: twice. Hint: Multiply."
    )]
    [InlineData("wrong (twice): only in the title", "return x;", "expected ✗ with \"twice\" in the hint, found ✗")]
    [InlineData(
        "wrong (x): none",
        "throw new NotImplementedException();",
        "expected ✗ with \"x\" in the hint, found ○"
    )]
    [InlineData("wrong (x): throws", "throw new Exception(\"oops\");", "cell 3 failed: System.Exception: oops")]
    [InlineData("right: no C#", "return y;", "cell 2 failed: ")]
    [InlineData("right: two", "return 1;\n```\n```csharp\nreturn 2;", "the cell has 1 solutions, the answer 2 blocks")]
    public void Answers_that_do_not_are_named(string heading, string code, string message)
    {
        Try(Answer(heading, code)).ShouldHaveSingleItem().ShouldContain(message);
    }

    [Theory]
    [InlineData("# Exercise one", "answers.md, line 1: a heading is")]
    [InlineData("# Exercise 1\n## wrong: no word", "line 2: a heading is")]
    [InlineData("## right: nowhere", "line 1: a heading is")]
    [InlineData("# Exercise 1\n## right: nothing", "exercise 1, right: nothing: there is no code")]
    [InlineData("# Exercise 1\n## right: open\n```csharp\nx", "line 3: the code block has no end")]
    [InlineData("# Exercise 1\n```csharp\nx\n```", "line 2: code stands below")]
    public void A_file_of_another_form_is_refused(string text, string message)
    {
        Should.Throw<FormatException>(() => AnswerFile.Parse(text, "answers.md")).Message.ShouldContain(message);
    }
}
