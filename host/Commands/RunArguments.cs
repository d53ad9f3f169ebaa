using System.CommandLine;
using DigitLab.Host.Running;

namespace DigitLab.Host.Commands;

/// <summary>Options of all commands that run notebooks.</summary>
internal sealed class RunArguments
{
    public Option<string[]> Parameter { get; } =
        new("--parameter", "-p")
        {
            Description = "Sets a variable of the cell that starts with \"// parameters\"; may be given several times.",
            HelpName = "name=value",
        };

    public Option<bool> Quick { get; } =
        new("--quick") { Description = "Sets the parameter quick to true, where there is one." };

    public Option<bool> Full { get; } =
        new("--full") { Description = "Sets the parameter quick to false, where there is one." };

    public Option<double?> Timeout { get; } =
        new("--timeout") { Description = "The time limit for a notebook, in seconds.", HelpName = "seconds" };

    public Option<bool> AllowErrors { get; } = new("--allow-errors") { Description = "Continues after a cell fails." };

    public Option<string?> Backend { get; } =
        new("--backend")
        {
            Description =
                $"The implementation of TorchSharp's API: {TorchBackend.BuiltIn}, built in, or {TorchBackend.Packages}, the NuGet package. Default: DIGITLAB_BACKEND, otherwise the choice in setup.dib.",
            HelpName = "name",
        };

    /// <summary>The option for running notebooks in parallel.</summary>
    public static Option<int> Jobs()
    {
        var jobs = new Option<int>("--jobs", "-j")
        {
            Description = "How many notebooks run at the same time. Training uses all processors.",
            DefaultValueFactory = _ => 1,
            HelpName = "number",
        };
        jobs.Validators.Add(result =>
        {
            if (!result.Implicit && result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--jobs must be at least 1.");
            }
        });
        return jobs;
    }

    public void AddTo(Command command)
    {
        command.Options.Add(Parameter);
        command.Options.Add(Quick);
        command.Options.Add(Full);
        command.Options.Add(Timeout);
        command.Options.Add(AllowErrors);
        command.Options.Add(Backend);
        command.Validators.Add(result =>
        {
            if (result.GetValue(Quick) && result.GetValue(Full))
            {
                result.AddError("--quick and --full cannot be combined.");
            }
            if (result.GetValue(Timeout) is <= 0 or > 1_000_000)
            {
                result.AddError("--timeout must be a positive number of seconds.");
            }
            try
            {
                _ = BackendOf(result.GetValue(Backend));
            }
            catch (InvalidOperationException e)
            {
                result.AddError(e.Message);
            }
            foreach (var parameter in result.GetValue(Parameter) ?? [])
            {
                if (parameter.IndexOf('=') <= 0)
                {
                    result.AddError($"-p takes name=value, not '{parameter}'.");
                }
            }
        });
    }

    public RunOptions Read(ParseResult result) =>
        new()
        {
            Parameters = (result.GetValue(Parameter) ?? [])
                .Select(parameter => parameter.Split('=', 2))
                .GroupBy(parts => parts[0].Trim())
                .ToDictionary(group => group.Key, group => group.Last()[1]),
            Quick =
                result.GetValue(Quick) ? true
                : result.GetValue(Full) ? false
                : null,
            Timeout = result.GetValue(Timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            AllowErrors = result.GetValue(AllowErrors),
            Backend = BackendOf(result.GetValue(Backend)),
        };

    /// <summary>The backend given by the command line or the environment; null if neither names one.</summary>
    private static string? BackendOf(string? option) =>
        (option ?? Environment.GetEnvironmentVariable("DIGITLAB_BACKEND")) is { Length: > 0 } name
            ? TorchBackend.Named(name)
            : null;

    /// <summary>Prepares the chosen backend and prints its name.</summary>
    /// <returns>Whether notebooks can run; if not, the reason has been printed.</returns>
    public static async Task<bool> PrepareBackendAsync(RunOptions options, CancellationToken cancel)
    {
        if (options.Backend is null)
        {
            return true;
        }
        if (await LabLibrary.PrepareAsync(options.Backend, Console.Error.WriteLine, cancel) is { } problem)
        {
            Console.Error.WriteLine(problem);
            return false;
        }
        Console.Error.WriteLine($"Backend: {options.Backend}");
        return true;
    }
}
