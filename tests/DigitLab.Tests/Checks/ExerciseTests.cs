using DigitLab.Checks;

namespace DigitLab.Tests.Checks;

public class ExerciseTests
{
    private static int Triple(int x) => 3 * x;

    private static int Unwritten(int x) => throw new NotImplementedException();

    private static int Broken(int x) => (new int[1])[x];

    [Fact]
    public void A_function_is_called_by_the_check()
    {
        Check
            .Exercise(1, "three times its argument", Triple, f => f(2) == 6 ? null : "Try f(2).")
            .Passed.ShouldBeTrue();
        Check
            .Exercise(1, "three times its argument", Unwritten, f => f(2) == 6 ? null : "Try f(2).")
            .ToString()
            .ShouldBe("○ Exercise 1: three times its argument: not answered yet.");
        Check
            .Exercise(1, "three times its argument", Broken, f => f(2) == 6 ? null : "Try f(2).")
            .ToString()
            .ShouldBe(
                "✗ Exercise 1: three times its argument. Hint: It ended with an error, IndexOutOfRangeException: "
                    + "Index was outside the bounds of the array."
            );
    }

    [Fact]
    public void A_wrong_answer_shows_itself_and_the_hint()
    {
        long? count = 150;
        Check
            .Exercise(4, "parameters of the convolution", count, n => n == 156 ? null : "Six biases are missing.")
            .ToString()
            .ShouldBe("✗ Exercise 4: parameters of the convolution: 150. Hint: Six biases are missing.");
    }

    [Theory]
    [InlineData(null, null, CheckState.NotAnswered)]
    [InlineData(1L, null, CheckState.Failed)]
    [InlineData(1L, 2L, CheckState.Passed)]
    public void A_tuple_is_answered_when_all_its_parts_are(long? a, long? b, CheckState state) =>
        Check.Exercise(1, "two numbers", (a, b), pair => null).State.ShouldBe(state);

    [Fact]
    public void NaN_blanks_and_dictionaries_without_values_are_not_answers()
    {
        Check.Exercise(1, "a number", (double?)double.NaN, n => null).State.ShouldBe(CheckState.NotAnswered);
        Check.Exercise(1, "a word", " ", n => null).State.ShouldBe(CheckState.NotAnswered);
        var map = new Dictionary<string, (long? Side, long? Count)> { ["a"] = (null, null), ["b"] = (null, null) };
        Check.Exercise(1, "numbers by name", map, n => null).State.ShouldBe(CheckState.NotAnswered);
        map["a"] = (1, 2);
        Check.Exercise(1, "numbers by name", map, n => null).State.ShouldBe(CheckState.Failed);
    }

    [Fact]
    public void A_choice_compares_digests()
    {
        var digest = Check.Digest(2, "b");
        Check.Choice(2, "which one?", "B ", digest, "Think of the bias.").Passed.ShouldBeTrue();
        Check
            .Choice(2, "which one?", "a", digest, "Think of the bias.")
            .ToString()
            .ShouldEndWith("Hint: Think of the bias.");
        Check.Choice(2, "which one?", null, digest, "Think of the bias.").State.ShouldBe(CheckState.NotAnswered);
        Check.Digest(3, "b").ShouldNotBe(digest);
    }

    [Fact]
    public void An_interrupt_is_not_a_wrong_answer() =>
        Should.Throw<OperationCanceledException>(() =>
            Check.Exercise(1, "a number", (int?)1, _ => throw new OperationCanceledException())
        );
}
