using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DigitLab.Kernels;

/// <summary>A kernel: a body that is compiled once per instruction set.</summary>
internal interface ISimdKernel
{
    void Run<S, V>()
        where S : struct, ISimd<V>
        where V : struct;
}

/// <summary>
/// Which instruction set the kernels run on: the widest that the machine has, or what the environment variable
/// DIGITLAB_TORCH_KERNEL names.
/// </summary>
internal static class Simd
{
    public const string Variable = "DIGITLAB_TORCH_KERNEL";

    private static readonly (string Name, InstructionSet Set, bool Supported)[] All =
    [
        ("avx512", InstructionSet.Avx512, Avx512.IsSupported),
        ("avx2", InstructionSet.Avx2, Avx2Fma.IsSupported),
        ("vector128", InstructionSet.Vector128, Simd128.IsSupported),
        ("scalar", InstructionSet.Scalar, true),
    ];

    private static InstructionSet active;

    private enum InstructionSet
    {
        Undetermined,
        Avx512,
        Avx2,
        Vector128,
        Scalar,
    }

    /// <summary>The names that work on this machine, the fastest first.</summary>
    public static IEnumerable<string> Supported => All.Where(kernel => kernel.Supported).Select(kernel => kernel.Name);

    /// <summary>The name of the instruction set in use.</summary>
    /// <exception cref="ArgumentException">Set to a name that is unknown, or that this machine does not support.</exception>
    public static string Active
    {
        get
        {
            ChooseOnce();
            return All.First(kernel => kernel.Set == active).Name;
        }
        set => active = Find(value);
    }

    /// <summary>
    /// Runs a kernel on the instruction set in use, to its end: a thread that is aborted meanwhile (by
    /// System.Runtime.ControlledExecution, a notebook host's last resort) is so only afterwards.
    /// </summary>
    /// <exception cref="ArgumentException">The environment names one that is unknown or not supported.</exception>
    [MethodImpl(MethodImplOptions.NoOptimization)] // Which would do away with the empty try.
    public static void Run<TKernel>(ref TKernel kernel)
        where TKernel : struct, ISimdKernel
    {
        try { }
        finally
        {
            Dispatch(ref kernel);
        }
    }

    private static void Dispatch<TKernel>(ref TKernel kernel)
        where TKernel : struct, ISimdKernel
    {
        switch (active)
        {
            case InstructionSet.Avx512:
                kernel.Run<Avx512, Vector512<float>>();
                break;
            case InstructionSet.Avx2:
                kernel.Run<Avx2Fma, Vector256<float>>();
                break;
            case InstructionSet.Vector128:
                kernel.Run<Simd128, Vector128<float>>();
                break;
            case InstructionSet.Scalar:
                kernel.Run<NoSimd, float>();
                break;
            default:
                ChooseOnce();
                Dispatch(ref kernel);
                break;
        }
    }

    private static void ChooseOnce()
    {
        if (active == InstructionSet.Undetermined)
            active = Find(Environment.GetEnvironmentVariable(Variable));
    }

    private static InstructionSet Find(string? name)
    {
        foreach (var kernel in All)
            if (kernel.Supported && (string.IsNullOrEmpty(name) || kernel.Name == name))
                return kernel.Set;
        bool known = All.Any(kernel => kernel.Name == name);
        throw new ArgumentException(
            $"{Variable}: '{name}' is {(known ? "not supported by this machine" : "unknown")}; "
                + $"these work here: {string.Join(", ", Supported)}."
        );
    }
}
