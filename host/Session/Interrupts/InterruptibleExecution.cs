using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.DotNet.Interactive;
using ThreadState = System.Threading.ThreadState;

namespace DigitLab.Host.Session;

/// <summary>Runs code that can be interrupted whether it cooperates or not.</summary>
/// <remarks>
/// Code that observes the cancellation token gets time to stop cleanly. After that, and at once for all other code, the
/// checks in the cell's loops and functions throw, blocked threads are woken and awaits are abandoned. Calls that stay
/// inside a library are waited for: the runtime cannot abort a thread without endangering the process and the session's
/// state. The same holds for continuations, because awaits resume on the task scheduler that they started on.
/// </remarks>
internal static class InterruptibleExecution
{
    /// <summary>Exercises often use recursion, for which the default stack is small.</summary>
    private const int CellStack = 16 * 1024 * 1024;

    /// <summary>For formatters: endless recursion soon reaches the end of a small stack.</summary>
    public const int FormatterStack = 1024 * 1024;

    /// <summary>How long code that observes the token may take to stop.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>How long code may take to reach a check before the user is told that it is stuck.</summary>
    private static readonly TimeSpan CheckTime = TimeSpan.FromSeconds(2);

    /// <summary>How long checks stay active after the cell has ended, for its background tasks.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(1);

    /// <param name="Value">The code's result, if it completed.</param>
    /// <param name="Exception">The exception that it threw.</param>
    /// <param name="Interrupted">Whether it ended because of the interrupt.</param>
    public sealed record Outcome(object? Value, Exception? Exception, bool Interrupted);

    /// <param name="code">The code.</param>
    /// <param name="interrupt">Interrupts it.</param>
    /// <param name="keepWaiting">
    /// Asked once when interrupted code is stuck in a library: false abandons it, and it keeps running. Null: keeps
    /// waiting.
    /// </param>
    /// <param name="stackSize">The stack size in bytes.</param>
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
        // Code that waited on the token, such as a prompt, may have ended before the interrupt was observed here.
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
            // Observes the exception: the outcome is the interrupt in any case.
            _ = task.ContinueWith(ended => ended.Exception, TaskScheduler.Default);
        }
        finally
        {
            _ = Task.Delay(Aftermath).ContinueWith(_ => Interruption.Done(), TaskScheduler.Default);
        }
    }

    private static Exception Unwrap(AggregateException exception) =>
        exception.InnerExceptions.Count == 1 ? exception.InnerException! : exception;

    /// <returns>Whether the task completed in time, successfully or not.</returns>
    private static bool Wait(Task task, TimeSpan timeout) => ((IAsyncResult)task).AsyncWaitHandle.WaitOne(timeout);

    /// <summary>Runs tasks on its own threads and wakes them when they block.</summary>
    private sealed class CellScheduler(int stackSize) : TaskScheduler, IDisposable
    {
        [ThreadStatic]
        private static bool isCell;

        private readonly BlockingCollection<Task> tasks = [];
        private readonly ConcurrentDictionary<Thread, byte> busy = new();
        private int idle;

        /// <summary>Waits until no task runs, and wakes blocked threads.</summary>
        /// <returns>Whether that happened in time.</returns>
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

        /// <summary>Lets idle threads exit.</summary>
        public void Dispose() => tasks.CompleteAdding();

        protected override void QueueTask(Task task)
        {
            if (tasks.IsAddingCompleted || !tasks.TryAdd(task))
            {
                return;
            }
            // Each task gets an idle thread or a new one, because a task may block until another one has run.
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
                // The interrupt came after the code had ended.
            }
        }
    }
}
