using DigitLab.Host.Session;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>The running cell, for code that shows values in it or wants to end early when the user interrupts it.</summary>
public sealed class KernelInvocationContext
{
    private readonly RunningCell cell;

    private KernelInvocationContext(RunningCell cell) => this.cell = cell;

    /// <summary>The cell that the caller runs in; null outside of one.</summary>
    public static KernelInvocationContext? Current =>
        RunningCell.Current is { } cell ? new KernelInvocationContext(cell) : null;

    /// <summary>
    /// Cancelled when the user interrupts the cell. Code that reads it is given a moment to end in good order before
    /// it is ended by force.
    /// </summary>
    public CancellationToken CancellationToken => cell.ObserveInterrupt();

    /// <summary>The kernel that runs the cell.</summary>
    public Kernel? HandlingKernel => Kernel.Current;

    // A method of the class, so that without a using it is not object.Display that is called, with the value as a format.
    /// <inheritdoc cref="KernelInvocationContextExtensions.Display"/>
    public DisplayedValue Display(object? value, params string[] mimeTypes) => value.Display(mimeTypes);

    /// <inheritdoc cref="KernelInvocationContextExtensions.DisplayAs"/>
    public DisplayedValue DisplayAs(string value, string mimeType) => value.DisplayAs(mimeType);
}

/// <summary>Shows values in a running cell, for assemblies that were compiled against .NET Interactive.</summary>
public static class KernelInvocationContextExtensions
{
    /// <inheritdoc cref="DisplayExtensions.Display"/>
    public static DisplayedValue Display(
        this KernelInvocationContext context,
        object? value,
        params string[] mimeTypes
    ) => context.Display(value, mimeTypes);

    /// <inheritdoc cref="DisplayExtensions.DisplayAs"/>
    public static DisplayedValue DisplayAs(this KernelInvocationContext context, string value, string mimeType) =>
        context.DisplayAs(value, mimeType);
}
