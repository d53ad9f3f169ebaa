namespace DigitLab;

/// <summary>
/// Shows a value that changes: a curve while a model trains, a table while experiments run. The library does not depend on a
/// host; a notebook sets the display once: <c>Live.Display = value => { var shown = display(value); return next => shown.Update(next); }</c>.
/// </summary>
/// <example><code>
/// using var view = Live.Show(Chart.Lines([…]));
/// for (…) view.Update(() => Chart.Lines([…]));
/// </code></example>
public static class Live
{
    private static readonly Func<object, Action<object>> console = ToConsole;

    /// <summary>
    /// Shows a value and returns an action that replaces it. By default text is written to the console, at
    /// most once a second.
    /// </summary>
    public static Func<object, Action<object>> Display { get; set; } = console;

    /// <summary>
    /// The token of the running cell, by which an interrupt asks it to end cleanly: training stops
    /// after the current step. A notebook sets it; by default there are no interrupts.
    /// </summary>
    public static Func<CancellationToken> Cancellation { get; set; } = () => default;

    /// <summary>Shows the value now.</summary>
    /// <returns>A view to update. Dispose it to show the last value.</returns>
    public static LiveView Show(object value) =>
        new(Display(value), TimeSpan.FromSeconds(Display == console ? 1 : 0.2), TimeProvider.System);

    private static Action<object> ToConsole(object value)
    {
        Console.WriteLine(value);
        return Console.WriteLine;
    }
}

/// <summary>
/// A displayed value. It is replaced at most five times a second, however often it is updated; the last value is shown at
/// the end of the <c>using</c>. Values are created and shown on the caller's thread, and only if they are to be shown.
/// </summary>
public sealed class LiveView : IDisposable
{
    private readonly Action<object> show;
    private readonly TimeSpan interval;
    private readonly TimeProvider clock;
    private readonly object gate = new();
    private Func<object>? waiting;
    private long shownAt;

    internal LiveView(Action<object> show, TimeSpan interval, TimeProvider clock)
    {
        (this.show, this.interval, this.clock) = (show, interval, clock);
        shownAt = clock.GetTimestamp();
    }

    /// <summary>Replaces the value if the last replacement was at least a fifth of a second ago; otherwise keeps it pending.</summary>
    public void Update(object value) => Update(() => value);

    /// <summary>As <see cref="Update(object)"/>, but the value is only created when it is shown, so skipped updates cost nothing.</summary>
    public void Update(Func<object> value)
    {
        lock (gate)
        {
            waiting = value;
            if (clock.GetElapsedTime(shownAt) >= interval)
                Flush();
        }
    }

    /// <summary>Shows the pending value.</summary>
    public void Dispose()
    {
        lock (gate)
            Flush();
    }

    private void Flush()
    {
        if (waiting is not { } value)
            return;
        waiting = null;
        show(value());
        shownAt = clock.GetTimestamp();
    }
}
