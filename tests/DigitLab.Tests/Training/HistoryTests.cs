using DigitLab.Tests.Data;
using DigitLab.Training;

namespace DigitLab.Tests.Training;

public class HistoryTests
{
    private static History Sample(params double[] validationLosses)
    {
        var history = new History();
        foreach (var loss in validationLosses)
        {
            var number = history.Epochs.Count + 1;
            var share = 1.0 / (3 + number);
            history.Add(
                new Epoch(number, loss - 0.01, 1 - share, loss, 1 - loss, 1e-3, TimeSpan.FromSeconds(share), 7 * number)
            );
            history.Add((float)loss, (float)(1 - loss));
        }
        return history;
    }

    [Theory]
    [InlineData("run.json")]
    [InlineData("run.csv")]
    public void What_is_saved_is_loaded_to_the_last_digit(string name)
    {
        using var folder = new TemporaryFolder();
        var history = Sample(0.5, 0.1 + 0.2, double.NaN);
        history.Save(folder[name]);

        var loaded = History.Load(folder[name]);

        loaded.Epochs.ShouldBe(history.Epochs, ignoreOrder: false);
        if (name.EndsWith("json"))
            loaded.IterationLosses.ShouldBe(history.IterationLosses);
        Directory.GetFiles(folder.Path).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("run.json", "{\"epochs\": [")]
    [InlineData("run.json", "{}")]
    [InlineData("run.csv", "a,b\n1,2\n")]
    [InlineData("run.csv", "")]
    public void A_file_that_is_no_history_is_named(string name, string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder[name], content);
        Should.Throw<InvalidDataException>(() => History.Load(folder[name])).Message.ShouldStartWith(folder[name]);
    }

    [Fact]
    public void Another_kind_of_file_is_refused() =>
        Should.Throw<ArgumentException>(() => Sample(1).Save("run.xml")).Message.ShouldContain(".json or .csv");

    [Fact]
    public void The_best_epoch_is_the_first_of_the_best()
    {
        var history = Sample(0.5, 0.2, 0.2, 0.3);
        history.Best().Number.ShouldBe(2);
        history.Best(Metric.ValidationAccuracy).Number.ShouldBe(2);
        Should.Throw<InvalidOperationException>(() => new History().Last);
    }

    [Fact]
    public void Trainings_are_compared_in_one_chart()
    {
        var chart = History.Compare(
            Metric.ValidationAccuracy,
            ("Adam", Sample(0.5, 0.2)),
            ("SGD", Sample(0.9, 0.6, 0.5))
        );
        var svg = chart.ToSvg();
        svg.ShouldContain("Adam");
        svg.ShouldContain("SGD");
        svg.ShouldContain("validation accuracy (%)");
        svg.Split("<circle").Length.ShouldBe(2, "only the best point of all is marked");
        Should.Throw<ArgumentException>(() => History.Compare(Metric.Loss)).Message.ShouldContain("no training");
    }

    [Fact]
    public void The_table_leaves_out_what_was_not_measured()
    {
        var history = new History();
        history.Add(new Epoch(1, 0.25, 0.5, double.NaN, double.NaN, 0.1, TimeSpan.FromSeconds(2)));
        history.ToString().ShouldBe($"epoch 1: loss 0.2500, accuracy 50.00%, 2.0 s\nbackend: {Backend.Name}");
        history.ToHtml().ShouldNotContain("Validation");
    }
}
