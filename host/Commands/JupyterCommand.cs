using System.CommandLine;
using DigitLab.Host.Jupyter;

namespace DigitLab.Host.Commands;

/// <summary><c>digitlab jupyter</c>: installs and removes the kernelspec.</summary>
internal static class JupyterCommand
{
    public static Command Create()
    {
        var user = new Option<bool>("--user") { Description = "For the current user (default)." };
        var prefix = new Option<string?>("--prefix")
        {
            Description = "For the Jupyter installed in this folder, such as a virtual environment.",
            HelpName = "folder",
        };
        var name = new Option<string>("--name")
        {
            Description = "The kernel's name. C# notebooks use the default.",
            DefaultValueFactory = _ => KernelSpec.DefaultName,
        };
        var force = new Option<bool>("--force")
        {
            Description = "Also replaces another program's kernel of that name.",
        };
        name.Validators.Add(result =>
        {
            if (
                result.GetValueOrDefault<string>() is { } value
                && (
                    value.Length == 0
                    || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
                    || value is "." or ".."
                )
            )
            {
                result.AddError("--name may have letters, digits, dots, hyphens and underscores.");
            }
        });
        var command = new Command("jupyter", "Installs the C# kernel for Jupyter front ends (Notebook, Lab, VS Code).")
        {
            Create("install", "Installs the kernel; repeat it after moving the program.", Install),
            Create("uninstall", "Removes the kernel.", Uninstall),
        };
        return command;

        Command Create(string verb, string description, Func<string, string, ExitCode> run)
        {
            var inner = new Command(verb, description) { user, prefix, name, force };
            inner.Validators.Add(result =>
            {
                if (result.GetValue(user) && result.GetValue(prefix) is not null)
                {
                    result.AddError("--user and --prefix cannot be combined.");
                }
            });
            inner.SetAction(result =>
            {
                var kernels = result.GetValue(prefix) is { } folder
                    ? KernelSpec.PrefixFolder(folder)
                    : KernelSpec.UserFolder();
                var kernel = result.GetRequiredValue(name);
                return (int)(
                    MayReplace(kernels, kernel, verb, result.GetValue(force))
                        ? run(kernels, kernel)
                        : ExitCode.Environment
                );
            });
            return inner;
        }
    }

    /// <summary>
    /// Whether the kernel may be replaced or removed: it is this program's, does not exist, or the user agrees.
    /// </summary>
    private static bool MayReplace(string kernels, string name, string verb, bool force)
    {
        if (force || KernelSpec.FindForeign(kernels, name) is not { } command)
        {
            return true;
        }
        var question = $"{Path.Combine(kernels, name)} is another program's kernel ({command}).";
        if (!Console.IsInputRedirected && !Console.IsErrorRedirected)
        {
            Console.Error.Write($"{question} {(verb == "install" ? "Replace" : "Remove")} it? [y/N] ");
            return Console.ReadLine()?.Trim().Equals("y", StringComparison.OrdinalIgnoreCase) == true;
        }
        Console.Error.WriteLine(
            question
                + (
                    verb == "install"
                        ? " --name NAME installs beside it; notebooks then have to choose that kernel."
                        : ""
                )
                + $" --force {(verb == "install" ? "replaces" : "removes")} it."
        );
        return false;
    }

    private static ExitCode Install(string kernels, string name)
    {
        try
        {
            Console.WriteLine(KernelSpec.Install(kernels, name));
            return ExitCode.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"The kernel cannot be installed in {kernels}: {e.Message}");
            return ExitCode.Environment;
        }
    }

    private static ExitCode Uninstall(string kernels, string name)
    {
        if (KernelSpec.Uninstall(kernels, name))
        {
            return ExitCode.Success;
        }
        Console.Error.WriteLine($"There is no kernel {name} in {kernels}.");
        return ExitCode.Environment;
    }
}
