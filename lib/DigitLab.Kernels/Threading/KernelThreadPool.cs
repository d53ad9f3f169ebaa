using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace DigitLab.Kernels;

/// <summary>Work that can be cut into pieces that do not depend on each other.</summary>
internal interface IJob
{
    /// <summary>Whether <see cref="FetchHalo"/> does something.</summary>
    static virtual bool HasHalo => false;

    void Run(int piece);

    /// <summary>Asks for what the pieces from first to end - 1 read of what other threads wrote.</summary>
    void FetchHalo(int first, int end) { }
}

/// <summary>
/// The threads that the kernels run on: the caller, and Count - 1 workers that wait for it, spinning for a moment (the
/// next operation of a network is a few microseconds away) and then asleep. Each participant starts on its own stretch
/// of the pieces, so that the same core sees the same part of the batch in one operation after the other, and then
/// helps the others with theirs. Every other stretch is gone through from its end: neighbours come to their common border
/// last, when what they need from each other has arrived.
/// </summary>
internal static unsafe class KernelThreadPool
{
    /// <summary>Work (multiply-adds, or as many nanoseconds times a hundred) below which a second thread does not pay.</summary>
    public const long WorkThreshold = 150_000;

    private static readonly long SpinTicks = Stopwatch.Frequency / 20_000;

    private static readonly object Starting = new();
    private static Worker[] workers = [];
    private static int count = Environment.ProcessorCount;

    /// <summary>1 while a job is running: a second caller does its work alone.</summary>
    private static int busy;

    // The job. A worker counts itself in (active), then looks whether the job that it saw is still open; the caller
    // closes it before it waits for active to become 0. So it never waits for a worker that has not begun.
    private static long latest;
    private static long open;
    private static int active;
    private static int participants;
    private static delegate* <void*, int, void> run;
    private static delegate* <void*, int, int, void> fetchHalo;
    private static void* context;
    private static Exception? failure;
    private static readonly ThreadRange* Ranges = (ThreadRange*)
        NativeMemory.AlignedAlloc((nuint)(MaximumCount * sizeof(ThreadRange)), (nuint)sizeof(ThreadRange));

    private const int MaximumCount = 256;

    /// <summary>How many threads take part, the caller included (torch.set_num_threads).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public static int Count
    {
        get => count;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            count = Math.Min(value, MaximumCount);
        }
    }

#pragma warning disable CS8500 // The job lies on the caller's stack, which keeps alive what it refers to.
    /// <summary>
    /// Runs job.Run(piece) for every piece from 0 to pieces - 1. What a piece computes must not depend on the others,
    /// nor the number of pieces on <see cref="Count"/> where it would change the result.
    /// </summary>
    /// <param name="pieces">How many pieces there are.</param>
    /// <param name="work">All the work, in multiply-adds: below <see cref="WorkThreshold"/> the caller does it alone.</param>
    /// <param name="job">The work. Every thread sees the same one.</param>
    /// <exception cref="Exception">The first that a piece threw, when all the pieces have come to an end.</exception>
    [MethodImpl(MethodImplOptions.NoOptimization)] // Which would do away with the empty try.
    public static void For<TJob>(int pieces, long work, TJob job)
        where TJob : struct, IJob
    {
        // An aborted thread must not leave workers behind with a job on its stack.
        try { }
        finally
        {
            RunAll(pieces, work, ref job);
        }
    }

    private static void RunAll<TJob>(int pieces, long work, ref TJob job)
        where TJob : struct, IJob
    {
        int wanted = Math.Min(pieces, count);
        if (wanted > 1 && work >= WorkThreshold && Interlocked.CompareExchange(ref busy, 1, 0) == 0)
        {
            try
            {
                Share(
                    pieces,
                    wanted,
                    &RunPiece<TJob>,
                    TJob.HasHalo ? &FetchHalo<TJob> : null,
                    Unsafe.AsPointer(ref job)
                );
            }
            finally
            {
                Volatile.Write(ref busy, 0);
            }
            return;
        }
        for (int piece = 0; piece < pieces; piece++)
            job.Run(piece);
    }

    /// <summary>The same for work that is known to be enough for several threads.</summary>
    public static void For<TJob>(int pieces, ref TJob job)
        where TJob : struct, IJob => For(pieces, long.MaxValue, job);

    private static void RunPiece<TJob>(void* job, int piece)
        where TJob : struct, IJob => Unsafe.AsRef<TJob>(job).Run(piece);

    private static void FetchHalo<TJob>(void* job, int first, int end)
        where TJob : struct, IJob => Unsafe.AsRef<TJob>(job).FetchHalo(first, end);

#pragma warning restore CS8500

    private static void Share(
        int pieces,
        int wanted,
        delegate* <void*, int, void> function,
        delegate* <void*, int, int, void> halo,
        void* job
    )
    {
        if (workers.Length < wanted - 1)
            Start(wanted - 1);
        for (int i = 0; i < wanted; i++)
        {
            Ranges[i].First = (int)((long)pieces * i / wanted);
            Ranges[i].Next = Ranges[i].First - 1;
            Ranges[i].End = (int)((long)pieces * (i + 1) / wanted);
        }
        run = function;
        fetchHalo = halo;
        context = job;
        participants = wanted;
        failure = null;
        Volatile.Write(ref open, latest + 1);
        Volatile.Write(ref latest, latest + 1);
        Interlocked.MemoryBarrier();
        for (int i = 0; i < wanted - 1; i++)
            workers[i].WakeIfAsleep();

        RunPieces(0);

        Volatile.Write(ref open, 0);
        Interlocked.MemoryBarrier();
        for (int spins = 0; Volatile.Read(ref active) != 0; spins++)
            if (spins < 2000)
                Thread.SpinWait(4);
            else
                Thread.Yield();
        if (failure is { } exception)
            ExceptionDispatchInfo.Throw(exception);
    }

    private static void RunPieces(int participant)
    {
        if (fetchHalo != null)
            fetchHalo(context, Ranges[participant].First, Ranges[participant].End);
        for (int i = 0, owner = participant; i < participants; i++)
        {
            int first = Ranges[owner].First;
            int end = Ranges[owner].End;
            bool fromEnd = owner % 2 != 0;
            int piece;
            while ((piece = Interlocked.Increment(ref Ranges[owner].Next)) < end)
                try
                {
                    run(context, fromEnd ? first + end - 1 - piece : piece);
                }
                catch (Exception exception)
                {
                    Interlocked.CompareExchange(ref failure, exception, null);
                }
            owner = owner + 1 == participants ? 0 : owner + 1;
        }
    }

    private static void Start(int wanted)
    {
        lock (Starting)
        {
            var grown = new Worker[wanted];
            workers.CopyTo(grown, 0);
            for (int i = workers.Length; i < wanted; i++)
                grown[i] = new Worker(i + 1);
            workers = grown;
        }
    }

    /// <summary>
    /// The pieces from First to End - 1. Next counts those that were taken, from First - 1 on, in whatever order. One cache
    /// line (and its neighbour) each.
    /// </summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct ThreadRange
    {
        public int First;
        public int Next;
        public int End;
    }

    private sealed class Worker
    {
        private readonly SemaphoreSlim wake = new(0);
        private int asleep;

        public Worker(int participant) =>
            new Thread(() => Loop(participant)) { IsBackground = true, Name = $"DigitLab.Torch {participant}" }.Start();

        public void WakeIfAsleep()
        {
            if (Volatile.Read(ref asleep) == 1 && Interlocked.Exchange(ref asleep, 0) == 1)
                wake.Release();
        }

        private void Loop(int participant)
        {
            long seen = 0;
            while (true)
            {
                seen = WaitForJob(seen);
                Interlocked.Increment(ref active);
                if (Volatile.Read(ref open) == seen && participant < participants)
                    RunPieces(participant);
                Interlocked.Decrement(ref active);
            }
        }

        /// <summary>Waits until there is a job newer than the one last seen, and tells its number.</summary>
        private long WaitForJob(long seen)
        {
            long deadline = Stopwatch.GetTimestamp() + SpinTicks;
            while (true)
            {
                for (int i = 0; i < 32; i++)
                {
                    long job = Volatile.Read(ref latest);
                    if (job != seen)
                        return job;
                    Thread.SpinWait(1);
                }
                if (Stopwatch.GetTimestamp() < deadline)
                    continue;
                Interlocked.Exchange(ref asleep, 1);
                if (Volatile.Read(ref latest) == seen || Interlocked.Exchange(ref asleep, 0) == 0)
                    wake.Wait();
                deadline = Stopwatch.GetTimestamp() + SpinTicks;
            }
        }
    }
}
