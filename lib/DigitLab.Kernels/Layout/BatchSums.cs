namespace DigitLab.Kernels;

/// <summary>destination[row] = the sum of the N valid lanes of source [rows, L].</summary>
internal unsafe struct BatchSums : ISimdKernel
{
    public int N;
    public int L;
    public int Rows;
    public float* Source;
    public float* Destination;

    public readonly void Run<S, V>()
        where S : struct, ISimd<V>
        where V : struct
    {
        for (int row = 0; row < Rows; row++)
        {
            float* from = Source + (long)row * L;
            V sums = S.Broadcast(0);
            int n = 0;
            for (; n <= N - S.Width; n += S.Width)
                sums = S.Add(sums, S.Load(from + n));
            float sum = S.Sum(sums);
            for (; n < N; n++)
                sum += from[n];
            Destination[row] = sum;
        }
    }
}
