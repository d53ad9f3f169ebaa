using DigitLab.Host.Documents;
using DigitLab.Host.Running;
using DigitLab.Host.Tests.Labs;

namespace DigitLab.Host.Tests.Answers;

/// <summary>
/// The exercises' checks hold: each is tried against wrong answers and right ones other than the solution.
/// </summary>
public sealed class AnswerTests(AnswerTests.StudentFolder students) : IClassFixture<AnswerTests.StudentFolder>
{
    private const int EnoughWrong = 5;
    private const int EnoughRight = 2;

    public static TheoryData<string> Labs() => [.. Course.Labs().Select(lab => lab.Name)];

    [Theory]
    [MemberData(nameof(Labs))]
    public void Every_answer_is_taken_for_what_it_is(string name)
    {
        Course.NeedsLibrary();
        var lab = Course.Labs().Single(lab => lab.Name == name);
        var file = Path.Combine(Answers(), name + ".md");
        var answers = File.Exists(file) ? AnswerFile.Parse(File.ReadAllText(file), Path.GetFileName(file)) : [];
        var exercises = LabExercises.Find(lab.Notebook!);
        string[] failures =
        [
            .. Counted(exercises, answers),
            .. students.InFolder(folder => new AnswerRun(lab.Notebook!, folder).Try(exercises, answers)),
        ];
        failures.ShouldBeEmpty($"{name}:\n{string.Join('\n', failures)}\n");
    }

    [Fact]
    public void Every_file_of_answers_belongs_to_a_lab()
    {
        var files = Directory.EnumerateFiles(Answers(), "*.md").Select(file => Path.GetFileNameWithoutExtension(file));
        files.Where(file => file != "README").Except(Course.Labs().Select(lab => lab.Name)).ShouldBeEmpty();
    }

    private static IEnumerable<string> Counted(IReadOnlyList<LabExercise> exercises, IReadOnlyList<Answer> answers)
    {
        foreach (var number in exercises.Select(exercise => exercise.Number))
        {
            var own = answers.Where(answer => answer.Exercise == number).ToArray();
            var (right, wrong) = (own.Count(answer => answer.IsRight), own.Count(answer => !answer.IsRight));
            if (right < EnoughRight || wrong < EnoughWrong)
            {
                yield return $"exercise {number} has {right} right and {wrong} wrong answers, "
                    + $"not at least {EnoughRight} and {EnoughWrong}";
            }
        }
        foreach (var unknown in answers.Select(answer => answer.Exercise).Except(exercises.Select(e => e.Number)))
        {
            yield return $"there are answers to exercise {unknown}, which the lab does not have";
        }
    }

    private static string Answers() => Path.Combine(Course.Repository(), "tests", "DigitLab.Host.Tests", "Answers");

    /// <summary>A folder with the student edition of all labs, made once, in which cells may leave files.</summary>
    public sealed class StudentFolder : IDisposable
    {
        private readonly TemporaryFolder folder = new();
        private bool made;

        /// <summary>Does the work with the folder as the current one, as a notebook's cells have it.</summary>
        internal T InFolder<T>(Func<string, T> work)
        {
            var path = folder.Combine("student");
            if (!made)
            {
                var edition = Tools.Digitlab("student", Course.Notebooks(), "--out", path);
                edition.ExitCode.ShouldBe(0, edition.All);
                made = true;
            }
            var (before, strict) = (Environment.CurrentDirectory, Environment.GetEnvironmentVariable(Strict));
            try
            {
                Environment.CurrentDirectory = path;
                Environment.SetEnvironmentVariable(Strict, null);
                return work(path);
            }
            finally
            {
                Environment.CurrentDirectory = before;
                Environment.SetEnvironmentVariable(Strict, strict);
            }
        }

        public void Dispose() => folder.Dispose();

        private const string Strict = "DIGITLAB_STRICT";
    }
}
