namespace DigitLab.Kernels;

/// <summary>
/// The product of a few rows with a large B in lanes: a layer of few neurons on many features. B's rows are cut into
/// parts, so that each thread reads those that it wrote; the parts' products are added in order. Their number is fixed:
/// any number of threads gives the same bits.
/// </summary>
internal unsafe struct SplitGemm
{
    private const int Parts = 4;
    private const int FewRows = 32;
    private const int ManyFeatures = 256;

    public Gemm Of;

    public static bool Handles(in Gemm gemm) =>
        gemm is { WholeRegisters: true, TransposeA: false, TransposeB: false }
        && gemm.M <= FewRows
        && gemm.K >= ManyFeatures
        && !RowPartition.SplitsBatch(gemm.N);

    public readonly void Run<S, V>()
        where S : struct, ISimd<V>
        where V : struct
    {
        int registers = (Of.N + S.Width - 1) / S.Width;
        long count = (long)Of.M * registers * S.Width;
        using var partial = Scratch.RentFloats(Parts * count);
        var job = new Job<S, V>
        {
            Of = Of,
            Registers = registers,
            Partial = partial.Floats,
        };
        KernelThreadPool.For(Parts, (long)Of.M * Of.N * Of.K, job);
        for (int row = 0; row < Of.M; row++)
        for (int register = 0; register < registers; register++)
        {
            float* part = partial.Floats + ((long)row * registers + register) * S.Width;
            V sum = S.Broadcast(Of.Bias == null ? 0f : Of.Bias[row]);
            for (int i = 0; i < Parts; i++)
                sum = S.Add(sum, S.Load(part + i * count));
            S.Store(Of.Relu ? S.Relu(sum) : sum, Of.C + (long)row * Of.LdC + register * S.Width);
        }
    }

    private struct Job<S, V> : IJob
        where S : struct, ISimd<V>
        where V : struct
    {
        public Gemm Of;
        public int Registers;
        public float* Partial;

        public readonly void Run(int part)
        {
            int feature = Tile.Begin(Of.K, Parts, part);
            int panels = (Registers + S.TileColumns - 1) / S.TileColumns;
            int blocks = Tile.Blocks(Of.M);
            float* product = Partial + (long)part * Of.M * Registers * S.Width;
            var tile = new ProductTile
            {
                Pixels = 1,
                Channels = 1,
                Rows = 1,
                Columns = Tile.Begin(Of.K, Parts, part + 1) - feature,
                SourceColumn = Of.LdB,
                WeightOutput = Of.LdA,
                WeightColumn = 1,
                DestinationOutput = Registers * S.Width,
            };
            for (int panel = 0; panel < panels; panel++)
            {
                int register = Tile.Begin(Registers, panels, panel);
                int registers = Tile.Begin(Registers, panels, panel + 1) - register;
                tile.Source = Of.B + (long)feature * Of.LdB + register * S.Width;
                for (int block = 0; block < blocks; block++)
                {
                    int row = Tile.Begin(Of.M, blocks, block);
                    tile.Weight = Of.A + (long)row * Of.LdA + feature;
                    tile.Destination = product + ((long)row * Registers + register) * S.Width;
                    Tile.Run<ProductTile, S, V>(ref tile, Tile.Begin(Of.M, blocks, block + 1) - row, registers);
                }
            }
        }
    }
}
