using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace DigitLab.Kernels;

/// <summary>Work that is divided into independent chunks.</summary>
internal interface IJob
{
    /// <summary>Whether <see cref="FetchHalo"/> is implemented.</summary>
    static virtual bool HasHalo => false;

    void Run(int chunk);

    /// <summary>Prefetches what the chunks from first to end - 1 read and other threads wrote.</summary>
    void FetchHalo(int first, int end) { }
}

/// <summary>
/// The threads that the kernels run on: the caller, and Count - 1 workers, which spin for a moment (the next operation
/// of a network is a few microseconds away) and then sleep. Each participant starts on its own range of the chunks, so
/// that a core works on the same part of the batch in every operation, and then helps the others. Odd ranges are
/// traversed from their end: adjacent threads reach their common boundary last, when what they need from each other has
/// been written.
/// </summary>
internal static unsafe class KernelThreadPool
{
    /// <summary>
    /// Work (multiply-adds, or as many nanoseconds times a hundred) below which a second thread does not pay.
    /// </summary>
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

#pragma warning disable CS8500 // The job is on the caller's stack, which keeps alive what it refers to.
    /// <summary>
    /// Runs job.Run(chunk) for every chunk from 0 to chunks - 1. What a chunk computes must not depend on the others,
    /// nor the number of chunks on <see cref="Count"/> where it would change the result.
    /// </summary>
    /// <param name="chunks">How many chunks there are.</param>
    /// <param name="work">All the work, in multiply-adds: below <see cref="WorkThreshold"/> the caller does it alone.</param>
    /// <param name="job">The work. Every thread sees the same one.</param>
    /// <exception cref="Exception">The first that a chunk threw, after all chunks have ended.</exception>
    [MethodImpl(MethodImplOptions.NoOptimization)] // Which would do away with the empty try.
    public static void For<TJob>(int chunks, long work, TJob job)
        where TJob : struct, IJob
    {
        // An aborted thread must not leave workers behind with a job on its stack.
        try { }
        finally
        {
            RunAll(chunks, work, ref job);
        }
    }

    private static void RunAll<TJob>(int chunks, long work, ref TJob job)
        where TJob : struct, IJob
    {
        int wanted = Math.Min(chunks, count);
        if (wanted > 1 && work >= WorkThreshold && Interlocked.CompareExchange(ref busy, 1, 0) == 0)
        {
            try
            {
                Share(
                    chunks,
                    wanted,
                    &RunChunk<TJob>,
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
        for (int chunk = 0; chunk < chunks; chunk++)
            job.Run(chunk);
    }

    /// <summary>The same for work that is known to be enough for several threads.</summary>
    public static void For<TJob>(int chunks, ref TJob job)
        where TJob : struct, IJob => For(chunks, long.MaxValue, job);

    private static void RunChunk<TJob>(void* job, int chunk)
        where TJob : struct, IJob => Unsafe.AsRef<TJob>(job).Run(chunk);

    private static void FetchHalo<TJob>(void* job, int first, int end)
        where TJob : struct, IJob => Unsafe.AsRef<TJob>(job).FetchHalo(first, end);

#pragma warning restore CS8500

    private static void Share(
        int chunks,
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
            Ranges[i].First = (int)((long)chunks * i / wanted);
            Ranges[i].Next = Ranges[i].First - 1;
            Ranges[i].End = (int)((long)chunks * (i + 1) / wanted);
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

        RunChunks(0);

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

    private static void RunChunks(int participant)
    {
        if (fetchHalo != null)
            fetchHalo(context, Ranges[participant].First, Ranges[participant].End);
        for (int i = 0, owner = participant; i < participants; i++)
        {
            int first = Ranges[owner].First;
            int end = Ranges[owner].End;
            bool fromEnd = owner % 2 != 0;
            int chunk;
            while ((chunk = Interlocked.Increment(ref Ranges[owner].Next)) < end)
                try
                {
                    run(context, fromEnd ? first + end - 1 - chunk : chunk);
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
    /// The chunks from First to End - 1. Next counts those that were taken, from First - 1. One cache
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
                    RunChunks(participant);
                Interlocked.Decrement(ref active);
            }
        }

        /// <summary>Waits for a job newer than the one last seen, and returns its number.</summary>
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
