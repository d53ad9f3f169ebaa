using DigitLab.Host.Session;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>The running cell, for code that displays values in it or wants to observe its cancellation.</summary>
public sealed class KernelInvocationContext
{
    private readonly RunningCell cell;

    private KernelInvocationContext(RunningCell cell) => this.cell = cell;

    /// <summary>The caller's cell; null outside of one.</summary>
    public static KernelInvocationContext? Current =>
        RunningCell.Current is { } cell ? new KernelInvocationContext(cell) : null;

    /// <summary>
    /// Cancelled when the user interrupts the cell. Code that reads it gets two seconds to stop cleanly before
    /// it is stopped by force.
    /// </summary>
    public CancellationToken CancellationToken => cell.ObserveInterrupt();

    /// <summary>The kernel that runs the cell.</summary>
    public Kernel? HandlingKernel => Kernel.Current;

    // An instance method: without a using directive, object.Display would be called with the value as a MIME type.
    /// <inheritdoc cref="KernelInvocationContextExtensions.Display"/>
    public DisplayedValue Display(object? value, params string[] mimeTypes) => value.Display(mimeTypes);

    /// <inheritdoc cref="KernelInvocationContextExtensions.DisplayAs"/>
    public DisplayedValue DisplayAs(string value, string mimeType) => value.DisplayAs(mimeType);
}

/// <summary>Displays values in a running cell, for assemblies compiled against .NET Interactive.</summary>
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
