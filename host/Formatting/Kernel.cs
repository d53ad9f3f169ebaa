using System.Net;
using DigitLab.Host.Formatting;
using DigitLab.Host.Session;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>What a cell calls by its bare name: <c>display(x)</c>, <c>HTML("...")</c> and so on.</summary>
public static class Kernel
{
    /// <inheritdoc cref="DisplayExtensions.Display"/>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => value.Display(mimeTypes);

    /// <summary>Makes a value that is shown as the markup it is.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>Runs a script in the notebook's front end.</summary>
    public static void Javascript(string scriptContent) =>
        $"<script type=\"text/javascript\">{scriptContent}</script>".DisplayAs("text/html");

    /// <summary>Adds a style sheet to the notebook's front end.</summary>
    public static void CSS(string content) => $"<style>{content}</style>".DisplayAs("text/html");

    /// <summary>Asks the user for a line of text.</summary>
    /// <exception cref="InvalidOperationException">Nobody is there to answer.</exception>
    public static Task<string> GetInputAsync(string prompt = "") =>
        Task.FromResult(OutputSink.Current.ReadInput(prompt, isPassword: false));

    /// <summary>Asks the user for a line of text that is not shown while it is typed.</summary>
    /// <exception cref="InvalidOperationException">Nobody is there to answer.</exception>
    public static Task<string> GetPasswordAsync(string prompt = "") =>
        Task.FromResult(OutputSink.Current.ReadInput(prompt, isPassword: true));
}

/// <summary>The running cell, for code that wants to end early when the user interrupts it.</summary>
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
}
