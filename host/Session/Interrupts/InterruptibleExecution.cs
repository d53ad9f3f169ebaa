using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.DotNet.Interactive;
using ThreadState = System.Threading.ThreadState;

namespace DigitLab.Host.Session;

/// <summary>Runs code that can be ended from outside, whether it looks for that or not.</summary>
/// <remarks>
/// Code that asked for the cancellation token gets time to end in good order. Then, and for all other code at once: the
/// checks in the cell's loops and functions throw, a thread that blocks is woken, and an await is given up. What is inside
/// a library, and stays there, is waited for: the runtime cannot abort a thread without endangering the process, and with
/// it all that the session holds. Continuations run under the same rule as what came before, because awaits come back to
/// the task scheduler that they started on.
/// </remarks>
internal static class InterruptibleExecution
{
    /// <summary>Recursive code is usual in exercises; the default stack is small for it.</summary>
    private const int CellStack = 16 * 1024 * 1024;

    /// <summary>For how values show themselves: one that refers to itself comes to the end of it soon.</summary>
    public const int FormatterStack = 1024 * 1024;

    /// <summary>How long code that asked for the token may take to end by itself.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>How long code may take to come to a check before its user is told that it does not.</summary>
    private static readonly TimeSpan CheckTime = TimeSpan.FromSeconds(2);

    /// <summary>How long checks look closer after the cell has ended, for tasks of it that nobody waits for.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(1);

    /// <param name="Value">What the code returned, if it came so far.</param>
    /// <param name="Exception">What it threw.</param>
    /// <param name="Interrupted">Whether it was ended, or ended itself, because of the interrupt.</param>
    public sealed record Outcome(object? Value, Exception? Exception, bool Interrupted);

    /// <param name="code">What to run.</param>
    /// <param name="interrupt">Ends it.</param>
    /// <param name="keepWaiting">
    /// Asked once, when interrupted code stays inside a library: false gives it up, and leaves it running. Null: waits.
    /// </param>
    /// <param name="stackSize">In bytes.</param>
    public static Outcome Run(
        Func<Task<object?>> code,
        CancellationToken interrupt,
        Func<bool>? keepWaiting = null,
        int stackSize = CellStack
    )
    {
        var cell = new RunningCell();
        using var scheduler = new CellScheduler(stackSize);
        var outer = RunningCell.Current;
        RunningCell.Current = cell;
        Task<object?> task;
        try
        {
            task = Task
                .Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler)
                .Unwrap();
        }
        finally
        {
            RunningCell.Current = outer;
        }
        WaitHandle[] ends = [((IAsyncResult)task).AsyncWaitHandle, interrupt.WaitHandle];
        WaitHandle.WaitAny(ends);
        var interrupted = interrupt.IsCancellationRequested && !task.IsCompleted;
        if (interrupted)
        {
            cell.Interrupt();
            if (!(cell.ObservesInterrupt && Wait(task, Grace)))
            {
                End(cell, task, scheduler, keepWaiting);
                return new Outcome(null, null, Interrupted: true);
            }
        }
        // What waited for the token itself, a prompt for one, may have ended before the interrupt was seen here.
        var cancelled = task.IsCanceled || task.Exception?.GetBaseException() is OperationCanceledException;
        interrupted |= interrupt.IsCancellationRequested && (cell.ObservesInterrupt || cancelled);
        return task.Status switch
        {
            TaskStatus.RanToCompletion => new Outcome(task.Result, null, interrupted),
            TaskStatus.Faulted => new Outcome(null, Unwrap(task.Exception!), interrupted),
            _ => new Outcome(null, new TaskCanceledException(task), interrupted),
        };
    }

    private static void End(RunningCell cell, Task task, CellScheduler scheduler, Func<bool>? keepWaiting)
    {
        Interruption.Request();
        cell.End();
        try
        {
            if (!scheduler.WakeUntilIdle(CheckTime) && (keepWaiting?.Invoke() ?? true))
            {
                scheduler.WakeUntilIdle(Timeout.InfiniteTimeSpan);
            }
            // Whatever it ended with is known: the interrupt.
            _ = task.ContinueWith(ended => ended.Exception, TaskScheduler.Default);
        }
        finally
        {
            _ = Task.Delay(Aftermath).ContinueWith(_ => Interruption.Done(), TaskScheduler.Default);
        }
    }

    private static Exception Unwrap(AggregateException exception) =>
        exception.InnerExceptions.Count == 1 ? exception.InnerException! : exception;

    /// <returns>Whether the task ended in time, well or not.</returns>
    private static bool Wait(Task task, TimeSpan timeout) => ((IAsyncResult)task).AsyncWaitHandle.WaitOne(timeout);

    /// <summary>Runs tasks on threads of its own, which are woken when they block.</summary>
    private sealed class CellScheduler(int stackSize) : TaskScheduler, IDisposable
    {
        [ThreadStatic]
        private static bool isCell;

        private readonly BlockingCollection<Task> tasks = [];
        private readonly ConcurrentDictionary<Thread, byte> busy = new();
        private int idle;

        /// <summary>Waits until nothing runs here, and wakes what blocks.</summary>
        /// <returns>Whether it came to that in time.</returns>
        public bool WakeUntilIdle(TimeSpan timeout)
        {
            var stopwatch = Stopwatch.StartNew();
            while (!busy.IsEmpty && (timeout == Timeout.InfiniteTimeSpan || stopwatch.Elapsed < timeout))
            {
                foreach (var thread in busy.Keys.Where(thread => (thread.ThreadState & ThreadState.WaitSleepJoin) != 0))
                {
                    thread.Interrupt();
                }
                Thread.Sleep(5);
            }
            return busy.IsEmpty;
        }

        /// <summary>Lets the threads go.</summary>
        public void Dispose() => tasks.CompleteAdding();

        protected override void QueueTask(Task task)
        {
            if (tasks.IsAddingCompleted || !tasks.TryAdd(task))
            {
                return;
            }
            // Every task is matched with a thread that waits for it, or with a new one: a task may block until another ran.
            if (Interlocked.Decrement(ref idle) < 0)
            {
                Interlocked.Increment(ref idle);
                new Thread(Work, stackSize) { IsBackground = true, Name = "cell" }.Start();
            }
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
            isCell && !taskWasPreviouslyQueued && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];

        private void Work()
        {
            isCell = true;
            Interruption.StartThread();
            try
            {
                while (tasks.TryTake(out var task, Timeout.Infinite))
                {
                    busy[Thread.CurrentThread] = 0;
                    try
                    {
                        TryExecuteTask(task);
                    }
                    finally
                    {
                        busy.TryRemove(Thread.CurrentThread, out _);
                    }
                    Interlocked.Increment(ref idle);
                }
            }
            catch (ThreadInterruptedException)
            {
                // The interrupt came when the code had ended already.
            }
        }
    }
}
