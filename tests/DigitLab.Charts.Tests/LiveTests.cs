namespace DigitLab.Charts.Tests;

public class LiveTests
{
    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long GetTimestamp() => Now.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }

    [Fact]
    public void A_value_is_replaced_five_times_a_second_and_the_last_one_stays()
    {
        var (shown, made, clock) = (new List<object>(), 0, new Clock());
        using (var view = new LiveView(shown.Add, TimeSpan.FromSeconds(0.2), clock))
            for (var i = 1; i <= 99; i++)
            {
                var number = i;
                clock.Now += TimeSpan.FromMilliseconds(10);
                view.Update(() =>
                {
                    made++;
                    return number;
                });
            }

        shown.ShouldBe([20, 40, 60, 80, 99]);
        made.ShouldBe(5);
    }

    [Fact]
    public void The_first_value_is_shown_at_once_and_no_value_twice()
    {
        var (before, shown) = (Live.Display, new List<object>());
        Live.Display = value =>
        {
            shown.Add(value);
            return shown.Add;
        };
        try
        {
            var view = Live.Show("a");
            shown.ShouldBe(["a"]);
            view.Update("b");
            view.Dispose();
            view.Dispose();
        }
        finally
        {
            Live.Display = before;
        }

        shown.ShouldBe(["a", "b"]);
    }
}
