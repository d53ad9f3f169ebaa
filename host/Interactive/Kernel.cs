using DigitLab.Host.Documents;
using DigitLab.Host.Formatting;
using DigitLab.Host.Session;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>
/// What runs the cells of one language; and what a cell calls by its bare name: <c>display(x)</c>, <c>HTML("...")</c> and
/// so on.
/// </summary>
public abstract class Kernel
{
    private protected Kernel(string name) => Name = name;

    public string Name { get; }

    /// <summary>The kernel that this one belongs to; null for the one that has all.</summary>
    public CompositeKernel? ParentKernel { get; internal init; }

    /// <summary>The kernel that has all.</summary>
    public Kernel RootKernel => ParentKernel ?? this;

    /// <summary>The kernel of the running cell.</summary>
    public static Kernel? Current => CellRunner.Current?.Kernels.Default;

    /// <summary>The kernel that has all, of the running cell.</summary>
    public static Kernel? Root => CellRunner.Current?.Kernels;

    /// <summary>Runs a command; what it puts out is the running cell's.</summary>
    public Task<KernelCommandResult> SendAsync(KernelCommand command, CancellationToken cancellationToken = default) =>
        Task.FromResult(Run(command, cancellationToken));

    private protected abstract KernelCommandResult Run(KernelCommand command, CancellationToken cancellationToken);

    public override string ToString() => Name;

    /// <inheritdoc cref="DisplayExtensions.Display"/>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => value.Display(mimeTypes);

    /// <summary>Makes a value that is shown as the markup it is.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>
    /// Runs a script in the notebook's front end. It is the body of an asynchronous function, so that it may return and
    /// await, and its variables stay its own.
    /// </summary>
    public static void Javascript(string scriptContent) => Scripts.Html(scriptContent).DisplayAs("text/html");

    /// <summary>Adds a style sheet to the notebook's front end.</summary>
    public static void CSS(string content) => $"<style>{content}</style>".DisplayAs("text/html");

    /// <summary>Asks the user for a line of text.</summary>
    /// <param name="prompt">The question.</param>
    /// <param name="typeHint">What kind of text is expected; only "password" makes a difference here.</param>
    /// <exception cref="InvalidOperationException">Nobody is there to answer.</exception>
    public static Task<string> GetInputAsync(string prompt = "", string typeHint = "text") =>
        Task.FromResult(OutputSink.Current.ReadInput(prompt, isPassword: typeHint == "password"));

    /// <summary>Asks the user for a line of text that is not shown while it is typed, nor when it is printed.</summary>
    /// <exception cref="InvalidOperationException">Nobody is there to answer.</exception>
    public static Task<PasswordString> GetPasswordAsync(string prompt = "") =>
        Task.FromResult(new PasswordString(OutputSink.Current.ReadInput(prompt, isPassword: true)));
}

/// <summary>The kernel that has those of all languages.</summary>
public sealed class CompositeKernel : Kernel
{
    internal CompositeKernel(CellRunner runner, IEnumerable<string> names)
        : base(".NET") =>
        ChildKernels = [.. names.Select(name => new LanguageKernel(name, runner) { ParentKernel = this })];

    public IReadOnlyCollection<Kernel> ChildKernels { get; }

    /// <summary>The language of a cell that names none.</summary>
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
                    $"Kernels here take SubmitCode, and no {command.GetType().Name}: see the differences in host/README.md."
                );
            }
            return new KernelCommandResult(submission, runner.RunSubmission(Name, submission.Code, cancellationToken));
        }
    }
}

/// <summary>How to find a kernel among those of a notebook.</summary>
public static class KernelExtensions
{
    /// <summary>The kernel of that name, or that one itself; null if there is none.</summary>
    public static Kernel? FindKernelByName(this Kernel kernel, string name) =>
        kernel.FindKernels(other => other.Name == NotebookLanguages.NameOf(name)).FirstOrDefault();

    public static IEnumerable<Kernel> FindKernels(this Kernel kernel, Func<Kernel, bool> predicate) =>
        (kernel is CompositeKernel composite ? composite.ChildKernels.Prepend(kernel) : [kernel]).Where(predicate);

    /// <summary>Runs code in the kernel's language; what it puts out is the running cell's.</summary>
    public static Task<KernelCommandResult> SubmitCodeAsync(this Kernel kernel, string code) =>
        kernel.SendAsync(new SubmitCode(code));

    public static void VisitSubkernels(this Kernel kernel, Action<Kernel> onVisit) =>
        kernel.FindKernels(other => other != kernel).ToList().ForEach(onVisit);

    public static void VisitSubkernelsAndSelf(this Kernel kernel, Action<Kernel> onVisit) =>
        kernel.FindKernels(_ => true).ToList().ForEach(onVisit);
}

/// <summary>What a package does when a notebook loads it; implementations lie in its <c>interactive-extensions/dotnet</c>.</summary>
public interface IKernelExtension
{
    Task OnLoadAsync(Kernel kernel);
}

/// <summary>A text that is not printed.</summary>
public sealed class PasswordString(string clearTextPassword)
{
    private readonly string password = clearTextPassword ?? throw new ArgumentNullException(nameof(clearTextPassword));

    public string GetClearTextPassword() => password;

    public override string ToString() => new('*', 12);
}
