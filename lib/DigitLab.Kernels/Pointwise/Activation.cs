namespace DigitLab.Kernels;

/// <summary>What a kernel applies to its result before it is stored.</summary>
internal enum Activation
{
    None,
    Relu,
    Tanh,
    Sigmoid,
}
