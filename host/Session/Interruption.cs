using System.ComponentModel;
using DigitLab.Host.Session;

namespace Microsoft.DotNet.Interactive;

/// <summary>What loops and functions in cells call so that an interrupt ends them; nobody need call it by hand.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Interruption
{
    private static int requested;

    /// <summary>Throws if the cell that the caller belongs to is being interrupted; costs the reading of one number else.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted the cell.</exception>
    public static void Check()
    {
        if (requested != 0)
        {
            RunningCell.Current?.ThrowIfInterrupted();
        }
    }

    /// <summary>Makes checks look closer, until <see cref="Done"/>.</summary>
    internal static void Request() => Interlocked.Increment(ref requested);

    internal static void Done() => Interlocked.Decrement(ref requested);
}
