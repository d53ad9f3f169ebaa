using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DigitLab.Kernels;

/// <summary>Converts from row-major to batch-innermost layout and back, by transposing.</summary>
internal static unsafe class BatchTranspose
{
    /// <summary>Samples of a chunk of work: the lanes of a cache line.</summary>
    private const int Block = 16;

    /// <summary>Features of a chunk at least: some cache lines of each row.</summary>
    private const int BandFeatures = 64;
    private const int MaximumBands = 4;

    /// <summary>Moving an element in multiply-adds, for <see cref="KernelThreadPool.WorkThreshold"/>.</summary>
    private const int WorkPerElement = 12;

    /// <summary>destination[f, n] = source[n, f], with the features in the lanes' order.</summary>
    /// <param name="source">[N, F], row-major.</param>
    /// <param name="rowStride">Floats from sample to sample of the source.</param>
    /// <param name="N">Samples.</param>
    /// <param name="sample">The F features of a sample.</param>
    /// <param name="destination">[F, L]; lanes N and up may be overwritten.</param>
    /// <param name="L">Lanes: a multiple of 16, at least N.</param>
    public static void ToBatchInnermost(
        float* source,
        long rowStride,
        int N,
        SampleShape sample,
        float* destination,
        int L
    ) => Gather(source, rowStride, null, N, sample, destination, L);

    /// <summary>destination[n, f] = source[f, n]; the inverse of <see cref="ToBatchInnermost"/>.</summary>
    public static void ToRowMajor(float* source, int L, int N, SampleShape sample, float* destination, long rowStride)
    {
        var job = new ScatterJob
        {
            Source = source,
            L = L,
            N = N,
            Sample = sample,
            Destination = destination,
            RowStride = rowStride,
        };
        KernelThreadPool.For((N + Block - 1) / Block, (long)N * sample.Features * WorkPerElement, job);
    }

    /// <summary>
    /// destination[f, n] = source[index[n], f]: index_select, written as lanes. The gather is the transpose.
    /// </summary>
    /// <param name="source">[rows, F], row-major.</param>
    /// <param name="rowStride">Elements from row to row of the source.</param>
    /// <param name="index">[N] rows, known to be in range; null: 0, 1, 2, ...</param>
    public static void Gather(
        float* source,
        long rowStride,
        long* index,
        int N,
        SampleShape sample,
        float* destination,
        int L
    )
    {
        var job = new GatherJob
        {
            Source = source,
            RowStride = rowStride,
            Index = index,
            N = N,
            Sample = sample,
            Destination = destination,
            L = L,
        };
        Run(job);
    }

    /// <summary>destination[f, n] = source[index[n], f] * scale + offset, of bytes: the pixels of images.</summary>
    public static void Gather(
        byte* source,
        long rowStride,
        long* index,
        int N,
        SampleShape sample,
        float* destination,
        int L,
        float scale,
        float offset
    )
    {
        var job = new GatherJob
        {
            Bytes = source,
            RowStride = rowStride,
            Index = index,
            N = N,
            Sample = sample,
            Destination = destination,
            L = L,
            Scale = scale,
            Offset = offset,
        };
        Run(job);
    }

    private static void Run(GatherJob job)
    {
        job.Groups = (job.N + Block - 1) / Block;
        int features = job.Sample.Features;
        job.RowBlocks = Math.Min(Math.Clamp(features / BandFeatures, 1, MaximumBands), job.Sample.Rows);
        KernelThreadPool.For(job.RowBlocks * job.Groups, (long)job.N * features * WorkPerElement, job);
    }

    /// <summary>
    /// A chunk is a row block of the rows of 16 samples: a cache line of each feature. The chunks of a row block follow
    /// each other: what a thread writes is contiguous.
    /// </summary>
    private struct GatherJob : IJob
    {
        public float* Source;
        public byte* Bytes;
        public long RowStride;
        public long* Index;
        public int N;
        public SampleShape Sample;
        public float* Destination;
        public int L;
        public float Scale;
        public float Offset;
        public int Groups;
        public int RowBlocks;

        public readonly void Run(int chunk)
        {
            (int rowBlock, int group) = RowPartition.SplitsBatch(N)
                ? (chunk % RowBlocks, chunk / RowBlocks)
                : (chunk / Groups, chunk % Groups);
            int lane = group * Block;
            int first = Tile.Begin(Sample.Rows, RowBlocks, rowBlock);
            int rows = Tile.Begin(Sample.Rows, RowBlocks, rowBlock + 1) - first;
            int features = rows * Sample.Width;
            using var converted = Scratch.RentFloats(Bytes == null ? 0 : Block * (long)features);
            float** samples = stackalloc float*[Block];
            for (int channel = 0; channel < Sample.Channels; channel++)
            {
                long from = ((long)channel * Sample.Rows + first) * Sample.Width;
                for (int i = 0; i < Block; i++)
                {
                    // Lanes behind the batch repeat its last sample.
                    int n = Math.Min(lane + i, N - 1);
                    long at = (Index == null ? n : Index[n]) * RowStride + from;
                    if (Bytes == null)
                        samples[i] = Source + at;
                    else
                    {
                        samples[i] = converted.Floats + (long)i * features;
                        if (lane + i < N)
                            Convert(Bytes + at, features, samples[i]);
                    }
                }
                float* to = Destination + ((long)first * Sample.Channels + channel) * Sample.Width * L + lane;
                if (Sample.Channels == 1)
                    Transpose.SixteenRows(samples, features, to, L);
                else
                    for (int row = 0; row < rows; row++, to += (long)Sample.Channels * Sample.Width * L)
                    {
                        Transpose.SixteenRows(samples, Sample.Width, to, L);
                        for (int i = 0; i < Block; i++)
                            samples[i] += Sample.Width;
                    }
            }
        }

        private readonly void Convert(byte* from, int count, float* to)
        {
            int f = 0;
            if (Vector128.IsHardwareAccelerated)
                for (; f <= count - 4; f += 4)
                    Simd128.Store(
                        Simd128.MultiplyAdd(
                            Simd128.LoadBytes(from + f),
                            Vector128.Create(Scale),
                            Vector128.Create(Offset)
                        ),
                        to + f
                    );
            for (; f < count; f++)
                to[f] = NoSimd.MultiplyAdd(from[f], Scale, Offset);
        }
    }

    private struct ScatterJob : IJob
    {
        public float* Source;
        public int L;
        public int N;
        public SampleShape Sample;
        public float* Destination;
        public long RowStride;

        public readonly void Run(int chunk)
        {
            int lane = chunk * Block;
            int samples = Math.Min(Block, N - lane);
            float* to = Destination + lane * RowStride;
            if (Sample.Channels == 1)
            {
                Transpose.Run(Source + lane, L, Sample.Features, samples, to, RowStride);
                return;
            }
            for (int channel = 0; channel < Sample.Channels; channel++)
            for (int row = 0; row < Sample.Rows; row++, to += Sample.Width)
                Transpose.Run(
                    Source + ((long)row * Sample.Channels + channel) * Sample.Width * L + lane,
                    L,
                    Sample.Width,
                    samples,
                    to,
                    RowStride
                );
        }
    }
}
