using System.Numerics;

namespace TorchSharp;

/// <summary>Normal numbers in the order in which PyTorch draws them.</summary>
internal static class NormalDraws
{
    private const int Block = 16;

    /// <summary>
    /// Fewer than 16 come one by one, from double precision; more are uniform numbers first, turned into normal ones in
    /// blocks of 16, eight radii and eight angles each. Where 16 does not divide their number, the last 16 are drawn again.
    /// </summary>
    public static void Fill<T>(torch.Generator source, Span<T> target, T mean, T std)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (target.Length < Block)
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = T.CreateTruncating(
                    source.Normal() * double.CreateTruncating(std) + double.CreateTruncating(mean)
                );
            return;
        }
        for (var i = 0; i < target.Length; i++)
            target[i] = Uniform<T>(source);
        for (var start = 0; start + Block <= target.Length; start += Block)
            BoxMuller(target.Slice(start, Block), mean, std);
        if (target.Length % Block != 0)
        {
            var last = target[^Block..];
            for (var i = 0; i < Block; i++)
                last[i] = Uniform<T>(source);
            BoxMuller(last, mean, std);
        }
    }

    private static T Uniform<T>(torch.Generator source)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float)
            ? T.CreateTruncating(source.UniformSingle())
            : T.CreateTruncating(source.UniformDouble());

    private static void BoxMuller<T>(Span<T> block, T mean, T std)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var j = 0; j < Block / 2; j++)
        {
            var u1 = T.One - block[j];
            var u2 = block[j + Block / 2];
            var radius = T.Sqrt(T.CreateTruncating(-2) * T.Log(u1));
            var theta = T.CreateTruncating(2) * T.Pi * u2;
            block[j] = radius * T.Cos(theta) * std + mean;
            block[j + Block / 2] = radius * T.Sin(theta) * std + mean;
        }
    }
}
