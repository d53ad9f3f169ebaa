namespace DigitLab;

/// <summary>
/// Shows something that changes: a curve while a model trains, a table while experiments run. The library does not know
/// who shows it; a notebook tells it, once: <c>Live.Display = value => { var shown = display(value); return next => shown.Update(next); }</c>.
/// </summary>
/// <example><code>
/// using var view = Live.Show(Chart.Lines([…]));
/// for (…) view.Update(() => Chart.Lines([…]));
/// </code></example>
public static class Live
{
    private static readonly Func<object, Action<object>> console = ToConsole;

    /// <summary>
    /// Shows a value and gives the action that puts another in its place. By default text is written to the console, at
    /// most once a second.
    /// </summary>
    public static Func<object, Action<object>> Display { get; set; } = console;

    /// <summary>
    /// The token of what is running now, by which whoever interrupts a cell asks it to end in good order: training stops
    /// after the step at hand. A notebook sets it; by default nothing interrupts.
    /// </summary>
    public static Func<CancellationToken> Cancellation { get; set; } = () => default;

    /// <summary>Shows the value now.</summary>
    /// <returns>The view in which others take its place. Dispose of it to have the last one shown.</returns>
    public static LiveView Show(object value) =>
        new(Display(value), TimeSpan.FromSeconds(Display == console ? 1 : 0.2), TimeProvider.System);

    private static Action<object> ToConsole(object value)
    {
        Console.WriteLine(value);
        return Console.WriteLine;
    }
}

/// <summary>
/// A value on show. It is replaced at most five times a second, however often it is updated; what came last is shown at
/// the end of the <c>using</c>. Values are made and shown on the caller's thread, and only if they are to be shown.
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

    /// <summary>Replaces the value, if the last replacement is a fifth of a second ago; else it waits.</summary>
    public void Update(object value) => Update(() => value);

    /// <summary>As <see cref="Update(object)"/>, but the value is only made when it is shown: drawing costs nothing in between.</summary>
    public void Update(Func<object> value)
    {
        lock (gate)
        {
            waiting = value;
            if (clock.GetElapsedTime(shownAt) >= interval)
                Flush();
        }
    }

    /// <summary>Shows what waits.</summary>
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
