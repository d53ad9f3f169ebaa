namespace DigitLab.Kernels.Tests;

public sealed class KernelThreadPoolTests : KernelTest
{
    private readonly struct CountJob(int[] counts) : IJob
    {
        public void Run(int chunk) => Interlocked.Increment(ref counts[chunk]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_piece_runs_exactly_once(int threads)
    {
        KernelThreadPool.Count = threads;
        for (int round = 0; round < 2000; round++)
        {
            var counts = new int[round % 23];
            KernelThreadPool.For(counts.Length, long.MaxValue, new CountJob(counts));
            counts.ShouldAllBe(count => count == 1);
        }
    }

    [Fact]
    public void Workers_that_fell_asleep_wake_up()
    {
        KernelThreadPool.Count = 4;
        for (int round = 0; round < 5; round++)
        {
            Thread.Sleep(20);
            var counts = new int[100];
            KernelThreadPool.For(counts.Length, long.MaxValue, new CountJob(counts));
            counts.ShouldAllBe(count => count == 1);
        }
    }

    private readonly struct NestedJob(int[] counts) : IJob
    {
        public void Run(int chunk) => KernelThreadPool.For(counts.Length, long.MaxValue, new CountJob(counts));
    }

    [Fact]
    public void A_piece_may_itself_ask_for_threads()
    {
        KernelThreadPool.Count = 3;
        var counts = new int[10];
        KernelThreadPool.For(7, long.MaxValue, new NestedJob(counts));
        counts.ShouldAllBe(count => count == 7);
    }

    [Fact]
    public void Several_callers_at_once_all_get_their_work_done()
    {
        KernelThreadPool.Count = 2;
        var counts = new int[4][];
        var callers = Enumerable
            .Range(0, counts.Length)
            .Select(caller => new Thread(() =>
            {
                counts[caller] = new int[50];
                for (int round = 0; round < 500; round++)
                    KernelThreadPool.For(50, long.MaxValue, new CountJob(counts[caller]));
            }))
            .ToList();
        callers.ForEach(caller => caller.Start());
        callers.ForEach(caller => caller.Join());
        counts.ShouldAllBe(own => own.All(count => count == 500));
    }

    private readonly struct FailingJob(int[] counts) : IJob
    {
        public void Run(int chunk)
        {
            Interlocked.Increment(ref counts[chunk]);
            if (chunk == 5)
                throw new InvalidOperationException("chunk 5");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_a_piece_throws_reaches_the_caller(int threads)
    {
        KernelThreadPool.Count = threads;
        var counts = new int[10];
        Should
            .Throw<InvalidOperationException>(() => KernelThreadPool.For(10, long.MaxValue, new FailingJob(counts)))
            .Message.ShouldBe("chunk 5");
        KernelThreadPool.For(10, long.MaxValue, new CountJob(counts));
        counts[9].ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_number_of_threads_is_positive() =>
        Should.Throw<ArgumentOutOfRangeException>(() => KernelThreadPool.Count = 0);
}
