using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using DigitLab.Host.Session;

namespace Microsoft.DotNet.Interactive;

/// <summary>What loops and functions in cells call so that an interrupt ends them; nobody need call it by hand.</summary>
/// <remarks>
/// A check is one volatile read and a branch that is never taken, both inlined: no lock, no call, nothing written that
/// other threads would have to see. Only while a cell is being interrupted does it look whose code it is in.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Interruption
{
    /// <summary>
    /// How much of a cell's stack async methods may use. Each of them catches an exception and throws it again with all the
    /// calls that it has come through: of many thousands that would take minutes.
    /// </summary>
    private const nint AsyncStack = 1024 * 1024;

    private static int requested;

    [ThreadStatic]
    private static nint stackTop;

    /// <summary>Throws if the cell that the caller belongs to is being interrupted.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted the cell.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check()
    {
        if (Volatile.Read(ref requested) != 0)
        {
            EndIfInterrupted();
        }
    }

    /// <summary>A function that calls others starts: as <see cref="Check"/>, and there has to be room on the stack.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted the cell.</exception>
    /// <exception cref="InsufficientExecutionStackException">The stack is used up: a recursion that does not end.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enter()
    {
        Check();
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            ThrowStackUsedUp();
        }
    }

    /// <summary>An async method starts: as <see cref="Enter"/>, with less room.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted the cell.</exception>
    /// <exception cref="InsufficientExecutionStackException">The stack is used up: a recursion that does not end.</exception>
    public static void EnterAsync()
    {
        Enter();
        if (stackTop != 0 && stackTop - Here() > AsyncStack)
        {
            ThrowStackUsedUp();
        }
    }

    /// <summary>A thread of a cell starts here.</summary>
    internal static void StartThread() => stackTop = Here();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe nint Here()
    {
        byte here;
        return (nint)(&here);
    }

    /// <summary>Makes checks look closer, until <see cref="Done"/>.</summary>
    internal static void Request() => Interlocked.Increment(ref requested);

    internal static void Done() => Interlocked.Decrement(ref requested);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void EndIfInterrupted() => RunningCell.Current?.ThrowIfInterrupted();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowStackUsedUp()
    {
        // Some frames only: there are very many.
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
