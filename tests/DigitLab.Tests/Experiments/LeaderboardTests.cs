using DigitLab.Experiments;
using Xunit;

namespace DigitLab.Tests.Experiments;

public sealed class LeaderboardTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string File => Path.Combine(folder.Path, "board.csv");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_best_entry_of_each_stands_best_first_and_is_there_again()
    {
        var board = new Leaderboard(File, "accuracy (%)");
        Assert.Equal(1, board.Add("ann", 99.1, "a start"));
        Assert.Equal(1, board.Add("bob", 99.4, "batch norm, 40 epochs"));
        Assert.Equal(2, board.Add("ann", 98.0, "worse"));

        var again = new Leaderboard(File, "accuracy (%)");

        Assert.Equal([new("bob", 99.4, "batch norm, 40 epochs"), new("ann", 99.1, "a start")], again.Entries);
        Assert.Contains("▶ 2", board.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("▶", again.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Seconds_rank_the_other_way_round()
    {
        var board = new Leaderboard(File, "seconds", lowestWins: true);
        board.Add("ann", 5, "");
        Assert.Equal(1, board.Add("bob", 3, ""));
        Assert.Equal(2, new Leaderboard(File, "seconds", lowestWins: true).Add("cy", 4, ""));
    }

    [Fact]
    public void Commas_and_line_ends_in_a_name_do_no_harm()
    {
        new Leaderboard(File, "seconds").Add("Ann, and\nBob", 5, "so,\nso");
        Assert.Equal([new("Ann; and Bob", 5, "so, so")], new Leaderboard(File, "seconds").Entries);
    }

    [Fact]
    public void Another_file_is_named()
    {
        System.IO.File.WriteAllText(File, "something else\n");
        var error = Assert.Throws<InvalidDataException>(() => new Leaderboard(File, "seconds"));
        Assert.Contains(File, error.Message, StringComparison.Ordinal);
    }
}
