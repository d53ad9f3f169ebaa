using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime;
using Microsoft.DotNet.Interactive;
using ThreadState = System.Threading.ThreadState;

namespace DigitLab.Host.Session;

/// <summary>Runs code that can be ended from outside, whether it looks for that or not.</summary>
/// <remarks>
/// Code that asked for the cancellation token gets time to end in good order. Then, and for all other code at once: the
/// checks in the cell's loops and functions throw, a thread that blocks is woken, and an await is given up. What still
/// runs after that, a long computation inside a library, is aborted by the runtime (<see cref="ControlledExecution"/>),
/// which is the last resort, for the runtime does not promise to survive it. Continuations run under the same rule as
/// what came before, because awaits come back to the task scheduler that they started on.
/// </remarks>
internal static class InterruptibleExecution
{
    /// <summary>How long code that asked for the token may take to end by itself.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long code may take to come to a check: long enough for a step of training. Whatever loops, sleeps, blocks or
    /// awaits in a cell ends at once.
    /// </summary>
    private static readonly TimeSpan CheckTime = TimeSpan.FromSeconds(2);

    /// <summary>How long an abort may take; native code and finally blocks cannot be aborted.</summary>
    private static readonly TimeSpan AbortTime = TimeSpan.FromSeconds(4);

    private static int aborts;

    /// <summary>How often the last resort was needed in this process.</summary>
    public static int Aborts => aborts;

    /// <param name="Value">What the code returned, if it came so far.</param>
    /// <param name="Exception">What it threw.</param>
    /// <param name="Interrupted">Whether it was ended, or ended itself, because of the interrupt.</param>
    public sealed record Outcome(object? Value, Exception? Exception, bool Interrupted);

    public static Outcome Run(Func<Task<object?>> code, CancellationToken interrupt)
    {
        var cell = new RunningCell(interrupt);
        using var scheduler = new AbortableScheduler();
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
        if (interrupted && !(cell.ObservesInterrupt && Wait(task, Grace)))
        {
            End(cell, task, scheduler);
            return new Outcome(null, null, Interrupted: true);
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

    private static void End(RunningCell cell, Task task, AbortableScheduler scheduler)
    {
        Interruption.Request();
        cell.MustEnd = true;
        try
        {
            if (!scheduler.WakeUntilIdle(CheckTime))
            {
                Interlocked.Increment(ref aborts);
                scheduler.Abort();
                scheduler.WakeUntilIdle(AbortTime);
            }
            // Whatever it ended with is known: the interrupt.
            _ = task.ContinueWith(ended => ended.Exception, TaskScheduler.Default);
        }
        finally
        {
            Interruption.Done();
        }
    }

    private static Exception Unwrap(AggregateException exception) =>
        exception.InnerExceptions.Count == 1 ? exception.InnerException! : exception;

    /// <returns>Whether the task ended in time, well or not.</returns>
    private static bool Wait(Task task, TimeSpan timeout) => ((IAsyncResult)task).AsyncWaitHandle.WaitOne(timeout);

    /// <summary>Runs tasks on threads of its own, which can be aborted.</summary>
    private sealed class AbortableScheduler : TaskScheduler, IDisposable
    {
        /// <summary>Recursive code is usual in exercises; the default stack is small for it.</summary>
        private const int StackSize = 16 * 1024 * 1024;

        [ThreadStatic]
        private static bool controlled;

        private readonly BlockingCollection<Task> tasks = [];
        private readonly CancellationTokenSource abort = new();
        private readonly ConcurrentDictionary<Thread, byte> busy = new();
        private int idle;

        /// <summary>Waits until nothing runs here, and wakes what blocks.</summary>
        /// <returns>Whether it came to that in time.</returns>
        public bool WakeUntilIdle(TimeSpan timeout)
        {
            var stopwatch = Stopwatch.StartNew();
            while (!busy.IsEmpty && stopwatch.Elapsed < timeout)
            {
                foreach (var thread in busy.Keys.Where(thread => (thread.ThreadState & ThreadState.WaitSleepJoin) != 0))
                {
                    thread.Interrupt();
                }
                Thread.Sleep(5);
            }
            return busy.IsEmpty;
        }

        /// <summary>Aborts all that runs here.</summary>
        public void Abort() =>
            // Not on this thread: the call comes back only when the abort has gone through, which native code can put off
            // for ever.
            new Thread(abort.Cancel) { IsBackground = true, Name = "cell abort" }.Start();

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
                new Thread(Work, StackSize) { IsBackground = true, Name = "cell" }.Start();
            }
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
            controlled && !taskWasPreviouslyQueued && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];

        private void Work()
        {
            try
            {
                while (tasks.TryTake(out var task, Timeout.Infinite))
                {
                    Run(task);
                    Interlocked.Increment(ref idle);
                }
            }
            catch (ThreadInterruptedException)
            {
                // The interrupt came when the code had ended already.
            }
        }

        private void Run(Task task)
        {
            busy[Thread.CurrentThread] = 0;
            try
            {
#pragma warning disable SYSLIB0046 // It is meant for this: a host that ends code its user no longer wants.
                ControlledExecution.Run(() => Execute(task), abort.Token);
#pragma warning restore SYSLIB0046
            }
            catch (OperationCanceledException) when (abort.IsCancellationRequested)
            {
                // That is what was wanted; whoever waits for the cell knows.
            }
            finally
            {
                controlled = false;
                busy.TryRemove(Thread.CurrentThread, out _);
            }
        }

        private void Execute(Task task)
        {
            controlled = true;
            TryExecuteTask(task);
        }
    }
}
