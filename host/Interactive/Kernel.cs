using DigitLab.Host.Documents;
using DigitLab.Host.Formatting;
using DigitLab.Host.Session;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>
/// Runs the cells of one language; its static methods are what cells call by bare name: <c>display(x)</c>,
/// <c>HTML("...")</c> and so on.
/// </summary>
public abstract class Kernel
{
    private protected Kernel(string name) => Name = name;

    public string Name { get; }

    /// <summary>The composite kernel that contains this one; null for the composite kernel.</summary>
    public CompositeKernel? ParentKernel { get; internal init; }

    /// <summary>The composite kernel.</summary>
    public Kernel RootKernel => ParentKernel ?? this;

    /// <summary>The kernel of the running cell.</summary>
    public static Kernel? Current => CellRunner.Current?.Kernels.Default;

    /// <summary>The composite kernel of the running cell.</summary>
    public static Kernel? Root => CellRunner.Current?.Kernels;

    /// <summary>Runs a command; its outputs go to the running cell.</summary>
    public Task<KernelCommandResult> SendAsync(KernelCommand command, CancellationToken cancellationToken = default) =>
        Task.FromResult(Run(command, cancellationToken));

    private protected abstract KernelCommandResult Run(KernelCommand command, CancellationToken cancellationToken);

    public override string ToString() => Name;

    /// <inheritdoc cref="DisplayExtensions.Display"/>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => value.Display(mimeTypes);

    /// <summary>A value that is displayed as this markup.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>
    /// Runs a script in the notebook's front end, as the body of an async function: it may return and await, and its
    /// variables are local.
    /// </summary>
    public static void Javascript(string scriptContent) => Scripts.Html(scriptContent).DisplayAs("text/html");

    /// <summary>Adds a style sheet to the page.</summary>
    public static void CSS(string content) => $"<style>{content}</style>".DisplayAs("text/html");

    /// <summary>Asks the user for a line of text.</summary>
    /// <param name="prompt">The question.</param>
    /// <param name="typeHint">The kind of text; only "password" makes a difference.</param>
    /// <exception cref="InvalidOperationException">The front end cannot ask the user.</exception>
    public static Task<string> GetInputAsync(string prompt = "", string typeHint = "text") =>
        Task.FromResult(OutputSink.Current.ReadInput(prompt, isPassword: typeHint == "password"));

    /// <summary>Asks the user for a line of text that is neither echoed nor printed.</summary>
    /// <exception cref="InvalidOperationException">The front end cannot ask the user.</exception>
    public static Task<PasswordString> GetPasswordAsync(string prompt = "") =>
        Task.FromResult(new PasswordString(OutputSink.Current.ReadInput(prompt, isPassword: true)));
}

/// <summary>The kernel that contains the kernels of all languages.</summary>
public sealed class CompositeKernel : Kernel
{
    internal CompositeKernel(CellRunner runner, IEnumerable<string> names)
        : base(".NET") =>
        ChildKernels = [.. names.Select(name => new LanguageKernel(name, runner) { ParentKernel = this })];

    public IReadOnlyCollection<Kernel> ChildKernels { get; }

    /// <summary>The language of cells without a kernel name.</summary>
    public string DefaultKernelName => Default.Name;

    internal Kernel Default => ChildKernels.First();

    private protected override KernelCommandResult Run(KernelCommand command, CancellationToken cancellationToken)
    {
        var name = command.TargetKernelName ?? DefaultKernelName;
        return (
            this.FindKernelByName(name) ?? throw new ArgumentException($"There is no kernel '{name}'.", nameof(command))
        )
            .SendAsync(command, cancellationToken)
            .Result;
    }

    private sealed class LanguageKernel(string name, CellRunner runner) : Kernel(name)
    {
        private protected override KernelCommandResult Run(KernelCommand command, CancellationToken cancellationToken)
        {
            if (command is not SubmitCode submission)
            {
                throw new NotSupportedException(
                    $"Kernels support SubmitCode, but not {command.GetType().Name}: see the differences in host/README.md."
                );
            }
            return new KernelCommandResult(submission, runner.RunSubmission(Name, submission.Code, cancellationToken));
        }
    }
}

/// <summary>Finds a notebook's kernels.</summary>
public static class KernelExtensions
{
    /// <summary>The kernel of that name, including this one; null if there is none.</summary>
    public static Kernel? FindKernelByName(this Kernel kernel, string name) =>
        kernel.FindKernels(other => other.Name == NotebookLanguages.NameOf(name)).FirstOrDefault();

    public static IEnumerable<Kernel> FindKernels(this Kernel kernel, Func<Kernel, bool> predicate) =>
        (kernel is CompositeKernel composite ? composite.ChildKernels.Prepend(kernel) : [kernel]).Where(predicate);

    /// <summary>Runs code in the kernel's language; its outputs go to the running cell.</summary>
    public static Task<KernelCommandResult> SubmitCodeAsync(this Kernel kernel, string code) =>
        kernel.SendAsync(new SubmitCode(code));

    public static void VisitSubkernels(this Kernel kernel, Action<Kernel> onVisit) =>
        kernel.FindKernels(other => other != kernel).ToList().ForEach(onVisit);

    public static void VisitSubkernelsAndSelf(this Kernel kernel, Action<Kernel> onVisit) =>
        kernel.FindKernels(_ => true).ToList().ForEach(onVisit);
}

/// <summary>
/// Runs when a notebook loads the package; implementations are in its <c>interactive-extensions/dotnet</c>.
/// </summary>
public interface IKernelExtension
{
    Task OnLoadAsync(Kernel kernel);
}

/// <summary>A text that ToString does not reveal.</summary>
public sealed class PasswordString(string clearTextPassword)
{
    private readonly string password = clearTextPassword ?? throw new ArgumentNullException(nameof(clearTextPassword));

    public string GetClearTextPassword() => password;

    public override string ToString() => new('*', 12);
}
