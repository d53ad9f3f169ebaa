namespace DigitLab.Kernels;

/// <summary>
/// Converts batch-innermost images, [H, C, W, L], to batch-innermost features, [C, H, W, L], and back, by copying whole
/// rows of all samples. A chunk is a block of the images' rows.
/// </summary>
internal static unsafe class FlattenRows
{
    /// <summary>Moving an element in multiply-adds, for <see cref="KernelThreadPool.WorkThreshold"/>.</summary>
    private const int WorkPerElement = 8;

    public static void ToFeatures(SampleShape sample, int L, float* images, float* features) =>
        Run(sample, L, images, features, toImages: false);

    public static void FromFeatures(SampleShape sample, int L, float* features, float* images) =>
        Run(sample, L, images, features, toImages: true);

    private static void Run(SampleShape sample, int L, float* images, float* features, bool toImages)
    {
        int rowBlocks = RowPartition.Blocks(sample.Rows);
        var job = new Job
        {
            Sample = sample,
            Line = (long)sample.Width * L,
            Images = images,
            Features = features,
            ToImages = toImages,
            RowBlocks = rowBlocks,
        };
        KernelThreadPool.For(rowBlocks, sample.Features * (long)L * WorkPerElement, job);
    }

    private struct Job : IJob
    {
        public SampleShape Sample;
        public long Line;
        public float* Images;
        public float* Features;
        public bool ToImages;
        public int RowBlocks;

        public readonly void Run(int rowBlock)
        {
            long bytes = Line * sizeof(float);
            int end = Tile.Begin(Sample.Rows, RowBlocks, rowBlock + 1);
            for (int row = Tile.Begin(Sample.Rows, RowBlocks, rowBlock); row < end; row++)
            for (int channel = 0; channel < Sample.Channels; channel++)
            {
                float* image = Images + ((long)row * Sample.Channels + channel) * Line;
                float* feature = Features + ((long)channel * Sample.Rows + row) * Line;
                if (ToImages)
                    Buffer.MemoryCopy(feature, image, bytes, bytes);
                else
                    Buffer.MemoryCopy(image, feature, bytes, bytes);
            }
        }
    }
}
