using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace DigitLab.Kernels;

/// <summary>Ways to make one register of two: each is one instruction on x64 and on ARM64.</summary>
internal static class Pairs
{
    /// <summary>a0, a2, b0, b2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Even(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported)
            return Sse.Shuffle(a, b, 0b10_00_10_00);
        return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.UnzipEven(a, b) : Vector128.Create(a[0], a[2], b[0], b[2]);
    }

    /// <summary>a1, a3, b1, b3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Odd(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported)
            return Sse.Shuffle(a, b, 0b11_01_11_01);
        return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.UnzipOdd(a, b) : Vector128.Create(a[1], a[3], b[1], b[3]);
    }

    /// <summary>a0, b0, a1, b1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported)
            return Sse.UnpackLow(a, b);
        return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b) : Vector128.Create(a[0], b[0], a[1], b[1]);
    }

    /// <summary>a2, b2, a3, b3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported)
            return Sse.UnpackHigh(a, b);
        return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b) : Vector128.Create(a[2], b[2], a[3], b[3]);
    }

    /// <summary>a0, a1, b0, b1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LowHalves(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported)
            return Sse.MoveLowToHigh(a, b);
        return AdvSimd.Arm64.IsSupported
            ? AdvSimd.Arm64.ZipLow(a.AsDouble(), b.AsDouble()).AsSingle()
            : Vector128.Create(a[0], a[1], b[0], b[1]);
    }

    /// <summary>a2, a3, b2, b3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> HighHalves(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported)
            return Sse.MoveHighToLow(b, a);
        return AdvSimd.Arm64.IsSupported
            ? AdvSimd.Arm64.ZipHigh(a.AsDouble(), b.AsDouble()).AsSingle()
            : Vector128.Create(a[2], a[3], b[2], b[3]);
    }
}
