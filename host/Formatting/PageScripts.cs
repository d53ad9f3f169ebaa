using Microsoft.DotNet.Interactive.Formatting;

namespace DigitLab.Host.Formatting;

/// <summary>
/// Scripts that a page needs once, such as plotly.js: they go to the output of the first cell that uses them.
/// </summary>
/// <param name="show">Adds content to the output of the running cell.</param>
internal sealed class PageScripts(Action<IReadOnlyList<FormattedValue>> show)
{
    private static readonly AsyncLocal<PageScripts?> Local = new();

    private readonly Dictionary<object, (string Cell, int Run)> carriers = [];
    private (string Cell, int Run) running = ("", 0);

    /// <summary>The scripts of the notebook that the caller belongs to; null outside of a cell.</summary>
    public static PageScripts? Current => Local.Value;

    /// <summary>Called when a cell starts; one that carried a script and runs again shows it again.</summary>
    public void BeginCell(string code)
    {
        Local.Value = this;
        running = (code, running.Run + 1);
    }

    /// <summary>Shows a script unless a cell shows it already.</summary>
    public void ShowOnce(object script, Func<IReadOnlyList<FormattedValue>> content)
    {
        if (carriers.TryGetValue(script, out var carrier) && (carrier.Cell != running.Cell || carrier == running))
        {
            return;
        }
        carriers[script] = running;
        show(content());
    }
}
