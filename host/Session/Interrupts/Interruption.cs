using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using DigitLab.Host.Session;

namespace Microsoft.DotNet.Interactive;

/// <summary>
/// Called by loops and functions of cells so that they can be interrupted; the calls are inserted, not written by
/// hand.
/// </summary>
/// <remarks>
/// A check is a volatile read and a branch that is not taken, both inlined, without locks or shared writes. Only during
/// an interrupt does it find out which cell it belongs to.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Interruption
{
    /// <summary>
    /// The part of a cell's stack that async methods may use. Each of them catches an exception and rethrows it with
    /// its whole trace, which for many thousands of calls would take minutes.
    /// </summary>
    private const nint AsyncStack = 1024 * 1024;

    private static int requested;

    [ThreadStatic]
    private static nint stackTop;

    /// <summary>Throws if the caller's cell is being interrupted.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted the cell.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check()
    {
        if (Volatile.Read(ref requested) != 0)
        {
            EndIfInterrupted();
        }
    }

    /// <summary>Start of a function that calls others: <see cref="Check"/>, and requires free stack.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted the cell.</exception>
    /// <exception cref="InsufficientExecutionStackException">The stack is exhausted by a recursion.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enter()
    {
        Check();
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            ThrowStackUsedUp();
        }
    }

    /// <summary>Start of an async method: <see cref="Enter"/> with a lower limit.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted the cell.</exception>
    /// <exception cref="InsufficientExecutionStackException">The stack is exhausted by a recursion.</exception>
    public static void EnterAsync()
    {
        Enter();
        if (stackTop != 0 && stackTop - Here() > AsyncStack)
        {
            ThrowStackUsedUp();
        }
    }

    /// <summary>Called when a cell's thread starts.</summary>
    internal static void StartThread() => stackTop = Here();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe nint Here()
    {
        byte here;
        return (nint)(&here);
    }

    /// <summary>Activates the checks, until <see cref="Done"/>.</summary>
    internal static void Request() => Interlocked.Increment(ref requested);

    internal static void Done() => Interlocked.Decrement(ref requested);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void EndIfInterrupted() => RunningCell.Current?.ThrowIfInterrupted();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowStackUsedUp()
    {
        // Only some frames, because there are very many.
        var skipped = 1;
        var caller = new StackFrame(skipped).GetMethod();
        while (caller?.DeclaringType == typeof(Interruption))
        {
            caller = new StackFrame(++skipped).GetMethod();
        }
        var name = caller?.DeclaringType is { } type ? ExceptionFrames.MethodName(caller.Name, type) : "";
        throw new InsufficientExecutionStackException(
            $"The stack is used up (stack overflow): {(name.Length > 0 ? name : "a function")} is called again and again "
                + "before it returns. A recursion needs a case in which it ends."
        );
    }
}
