namespace DigitLab.Torch.Kernels;

/// <summary>The threads that the kernels run on.</summary>
internal static class Threads
{
    /// <summary>How many threads take part, the caller included (torch.set_num_threads).</summary>
    public static int Count { get; set; } = Environment.ProcessorCount;

    /// <summary>Runs job.Run(piece) for every piece from 0 to pieces - 1.</summary>
    public static void For<TJob>(int pieces, ref TJob job)
        where TJob : struct, IJob
    {
        for (int piece = 0; piece < pieces; piece++)
            job.Run(piece);
    }
}

/// <summary>Work that can be cut into pieces that do not depend on each other.</summary>
internal interface IJob
{
    void Run(int piece);
}
