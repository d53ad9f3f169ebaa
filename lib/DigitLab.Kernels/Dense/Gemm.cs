using System.Runtime.Intrinsics;

namespace DigitLab.Kernels;

/// <summary>
/// The matrix product C [m, n] = op(A) [m, k] · op(B) [k, n] by register tiles. B is read in place, or first packed
/// into panels (transposed, or its last columns would be read past the end, or it is large); of a transposed A each
/// chunk packs the strip that it needs.
/// <para>
/// The larger of the two decides how the work is dealt out, so that a thread goes through a part of it alone: rows of A
/// (strips), columns of a packed B (panels), or of an unpacked B that is many times larger than A and C, its rows
/// (<see cref="SplitGemm"/>).
/// </para>
/// </summary>
internal unsafe struct Gemm : ISimdKernel
{
    /// <summary>Rows of C that one chunk of work computes, if that gives enough chunks.</summary>
    private const int StripRows = 16;
    private const int EnoughStrips = 4;

    /// <summary>
    /// The same where the chunk first packs its strip of a large transposed A: some cache lines of each row, since the
    /// rows are far apart.
    /// </summary>
    private const int PackedStripRows = 64;

    /// <summary>Rows of B up to which each chunk packs its panel for itself.</summary>
    private const int OwnPanelRows = 512;

    public int M;
    public int N;
    public int K;
    public float* A;
    public int LdA;
    public bool TransposeA;
    public float* B;
    public int LdB;
    public bool TransposeB;
    public float* C;
    public int LdC;

    /// <summary>Whether B and C have whole registers of columns, so that columns beyond n may be used.</summary>
    public bool WholeRegisters;

    /// <summary>One value per row that the sums start from, or null.</summary>
    public float* Bias;
    public bool Relu;

    public void Run<S, V>()
        where S : struct, ISimd<V>
        where V : struct
    {
        if (M == 0 || N == 0)
            return;
        if (SplitGemm.Handles(this))
        {
            new SplitGemm { Of = this }.Run<S, V>();
            return;
        }
        int registers = (N + S.Width - 1) / S.Width;
        bool packB = TransposeB || (N % S.Width != 0 && !WholeRegisters) || (M > 64 && K > 64 && LdB >= 512);
        bool packA = TransposeA && (K > 160 || LdA % 256 == 0);
        int strips = packA ? (M + PackedStripRows - 1) / PackedStripRows : (M + StripRows - 1) / StripRows;
        if (strips < EnoughStrips)
            strips = Math.Min(EnoughStrips, Tile.Blocks(M));
        int panelCount = (registers + S.TileColumns - 1) / S.TileColumns;
        // A panel that one chunk packs for itself must fit the near caches.
        bool byPanels = packB && !packA && N >= M && K <= OwnPanelRows;
        if (byPanels)
        {
            strips = 1;
            panelCount = Math.Min(registers, (panelCount + 1) / 2 * 2);
        }
        using var panels = Scratch.RentFloats(packB && !byPanels ? (long)K * registers * S.Width : 0);
        var job = new MultiplyJob<S, V>
        {
            Of = this,
            Registers = registers,
            Panels = panelCount,
            PanelParts = byPanels ? panelCount : Math.Min(panelCount, (EnoughStrips + strips - 1) / strips),
            PackA = packA,
            PackPanel = byPanels,
            Strips = strips,
            PackedB = packB && !byPanels ? panels.Floats : null,
        };
        long work = (long)M * N * K;
        if (job.PackedB != null)
            KernelThreadPool.For(registers, work, new PackJob<S, V> { Of = job });
        KernelThreadPool.For(job.Strips * job.PanelParts, work, job);
    }

    /// <summary>Packs B's columns, a register at a time, into its panel: [k, columns of the panel].</summary>
    private struct PackJob<S, V> : IJob
        where S : struct, ISimd<V>
        where V : struct
    {
        public MultiplyJob<S, V> Of;

        public readonly void Run(int register)
        {
            var gemm = Of.Of;
            int panel = Of.PanelOf(register);
            int first = Tile.Begin(Of.Registers, Of.Panels, panel);
            int ld = (Tile.Begin(Of.Registers, Of.Panels, panel + 1) - first) * S.Width;
            float* to = Of.PackedB + (long)first * S.Width * gemm.K + (register - first) * S.Width;
            Pack(gemm, register, to, ld);
        }

        /// <summary>One register of columns, [k, ld].</summary>
        public static void Pack(in Gemm gemm, int register, float* to, int ld)
        {
            int column = register * S.Width;
            int columns = Math.Min(S.Width, gemm.N - column);
            if (gemm.TransposeB)
                Transpose.Run(gemm.B + (long)column * gemm.LdB, gemm.LdB, columns, gemm.K, to, ld);
            else
                for (int k = 0; k < gemm.K; k++)
                    Copy(gemm.B + (long)k * gemm.LdB + column, to + (long)k * ld, columns);
            if (columns < S.Width)
                for (int k = 0; k < gemm.K; k++)
                    new Span<float>(to + (long)k * ld + columns, S.Width - columns).Clear();
        }

        private static void Copy(float* from, float* to, int columns)
        {
            if (columns == S.Width)
                S.Store(S.Load(from), to);
            else
                new Span<float>(from, columns).CopyTo(new Span<float>(to, columns));
        }
    }

    /// <summary>
    /// A chunk is a strip (some rows) of C, and some of its panels (of a few registers of columns) where strips are
    /// few: what a thread writes is contiguous, so that no other core owns or prefetches its cache lines.
    /// </summary>
    private struct MultiplyJob<S, V> : IJob
        where S : struct, ISimd<V>
        where V : struct
    {
        public Gemm Of;
        public int Registers;
        public int Panels;
        public int PanelParts;
        public int Strips;
        public bool PackA;

        /// <summary>Whether a chunk packs its panel of B for itself.</summary>
        public bool PackPanel;

        /// <summary>All of B, packed; null where it is not, or by each chunk.</summary>
        public float* PackedB;

        public readonly int PanelOf(int register)
        {
            int panel = (int)((long)register * Panels / Registers);
            while (Tile.Begin(Registers, Panels, panel + 1) <= register)
                panel++;
            return panel;
        }

        public readonly void Run(int chunk)
        {
            (int strip, int part) = Math.DivRem(chunk, PanelParts);
            int row = Tile.Begin(Of.M, Strips, strip);
            int rows = Tile.Begin(Of.M, Strips, strip + 1) - row;
            using var packed = Scratch.RentFloats(PackA ? (long)Of.K * PackedStripRows : 0);
            var tile = new ProductTile
            {
                Pixels = 1,
                Channels = 1,
                Rows = 1,
                Columns = Of.K,
                Relu = Of.Relu,
                DestinationOutput = Of.LdC,
            };
            float* weight = Of.A + (Of.TransposeA ? row : (long)row * Of.LdA);
            tile.WeightOutput = Of.TransposeA ? 1 : Of.LdA;
            tile.WeightColumn = Of.TransposeA ? Of.LdA : 1;
            if (PackA)
            {
                PackStrip(row, rows, packed.Floats);
                weight = packed.Floats;
                tile.WeightColumn = PackedStripRows;
            }
            int endPanel = Tile.Begin(Panels, PanelParts, part + 1);
            for (int panel = Tile.Begin(Panels, PanelParts, part); panel < endPanel; panel++)
                RunPanel(ref tile, weight, row, rows, panel);
        }

        private readonly void RunPanel(ref ProductTile tile, float* weight, int row, int rows, int panel)
        {
            int register = Tile.Begin(Registers, Panels, panel);
            int registers = Tile.Begin(Registers, Panels, panel + 1) - register;
            int column = register * S.Width;
            using var packed = Scratch.RentFloats(PackPanel ? (long)Of.K * registers * S.Width : 0);
            if (PackPanel)
                for (int i = 0; i < registers; i++)
                    PackJob<S, V>.Pack(Of, register + i, packed.Floats + i * S.Width, registers * S.Width);
            float* panelOfB =
                PackPanel ? packed.Floats
                : PackedB != null ? PackedB + (long)column * Of.K
                : null;
            tile.Source = panelOfB != null ? panelOfB : Of.B + column;
            tile.SourceColumn = panelOfB != null ? registers * S.Width : Of.LdB;
            int blocks = Tile.Blocks(rows);
            for (int block = 0; block < blocks; block++)
            {
                int first = Tile.Begin(rows, blocks, block);
                int outputs = Tile.Begin(rows, blocks, block + 1) - first;
                tile.Weight = weight + first * tile.WeightOutput;
                tile.Bias = Of.Bias == null ? null : Of.Bias + row + first;
                tile.Destination = Of.C + (long)(row + first) * Of.LdC + column;
                if (Of.WholeRegisters || column + registers * S.Width <= Of.N)
                    Tile.Run<ProductTile, S, V>(ref tile, outputs, registers);
                else
                    RunPartial(ref tile, outputs, registers, Of.N - column);
            }
        }

        /// <summary>The last panel, when its last register is not full: through a temporary tile.</summary>
        private readonly void RunPartial(ref ProductTile tile, int outputs, int registers, int columns)
        {
            const int MaximumColumns = 64;
            float* own = stackalloc float[Tile.MaximumRows * MaximumColumns];
            float* destination = tile.Destination;
            tile.Destination = own;
            tile.DestinationOutput = registers * S.Width;
            Tile.Run<ProductTile, S, V>(ref tile, outputs, registers);
            for (int i = 0; i < outputs; i++)
                new Span<float>(own + i * tile.DestinationOutput, columns).CopyTo(
                    new Span<float>(destination + (long)i * Of.LdC, columns)
                );
            tile.DestinationOutput = Of.LdC;
        }

        /// <summary>A strip of the transposed A, [k, PackedStripRows], dense.</summary>
        private readonly void PackStrip(int row, int rows, float* to)
        {
            float* from = Of.A + row;
            for (int k = 0; k < Of.K; k++, from += Of.LdA, to += PackedStripRows)
                if (rows == PackedStripRows)
                    for (int i = 0; i < PackedStripRows; i += S.Width)
                        S.Store(S.Load(from + i), to + i);
                else
                    new Span<float>(from, rows).CopyTo(new Span<float>(to, rows));
        }
    }
}
