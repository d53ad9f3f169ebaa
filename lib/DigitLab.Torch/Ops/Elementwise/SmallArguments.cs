namespace TorchSharp;

/// <summary>
/// Functions whose point is that they keep their digits near 0. .NET's own (<c>double.ExpM1</c>, <c>double.LogP1</c> and those of
/// TensorPrimitives) are exp(x) - 1 and log(x + 1) as they stand, and give 0 there.
/// </summary>
/// <remarks>W. Kahan's correction by the rounding error of 1 + x; see N. Higham, Accuracy and Stability, 1.14.1.</remarks>
internal static class SmallArguments
{
    /// <summary>exp(x) - 1.</summary>
    public static double Expm1(double x)
    {
        var power = Math.Exp(x);
        return power == 1 ? x
            : power == 0 || double.IsInfinity(power) ? power - 1
            : power - 1 == -1 ? -1
            : (power - 1) * x / Math.Log(power);
    }

    /// <summary>log(1 + x).</summary>
    public static double Log1p(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x
            : sum == 0 || double.IsInfinity(sum) ? Math.Log(sum)
            : Math.Log(sum) * x / (sum - 1);
    }
}
