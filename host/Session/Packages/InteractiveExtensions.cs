using System.Reflection;
using DigitLab.Host.Documents;
using DigitLab.Host.Formatting;
using Microsoft.DotNet.Interactive;

namespace DigitLab.Host.Session;

/// <summary>
/// Loads packages' notebook extensions, from their folder <c>interactive-extensions/dotnet</c>: a notebook
/// <c>extension.dib</c>, and assemblies with an <see cref="IKernelExtension"/>.
/// </summary>
internal sealed class InteractiveExtensions(CellRunner runner)
{
    /// <summary>It would load a script from the network; <see cref="PlotlyCharts"/> needs none.</summary>
    private const string Replaced = "Plotly.NET.Interactive";

    private readonly HashSet<string> loaded = [];

    /// <summary>Loads the extensions of packages; reports one that fails and continues.</summary>
    /// <returns>The interrupt, if there was one; otherwise null.</returns>
    public CellError? Load(IEnumerable<RestoredPackage> packages, string source, CancellationToken interrupt)
    {
        foreach (var package in packages.Where(package => package.Name != Replaced && loaded.Add(package.Name)))
        {
            var folder = Path.Combine(package.Folder, "interactive-extensions", "dotnet");
            if (!Directory.Exists(folder))
            {
                continue;
            }
            var script = Path.Combine(folder, "extension.dib");
            CellError? error = null;
            if (File.Exists(script))
            {
                error = runner.Import(script, source, interrupt);
            }
            foreach (var file in Directory.GetFiles(folder, "*.dll").Order(StringComparer.Ordinal))
            {
                error ??= LoadAssembly(file, source, interrupt);
            }
            if (error is not null && interrupt.IsCancellationRequested)
            {
                return error;
            }
            if (error is not null)
            {
                OutputSink.Current.Write(
                    "stderr",
                    $"The notebook extension of {package} could not be loaded: {error.Message}\n"
                );
            }
        }
        return null;
    }

    private CellError? LoadAssembly(string file, string source, CancellationToken interrupt)
    {
        if (!References.IsManaged(file))
        {
            return null;
        }
        var outcome = InterruptibleExecution.Run(
            async () =>
            {
                // The package may also have the assembly among its libraries; it is loaded once, by name.
                var context = runner.Session.LoadContext;
                context.AddExtension(file);
                var assembly = context.LoadFromAssemblyName(AssemblyName.GetAssemblyName(file));
                foreach (
                    var type in assembly
                        .GetExportedTypes()
                        .Where(type => typeof(IKernelExtension).IsAssignableFrom(type) && !type.IsAbstract)
                )
                {
                    await ((IKernelExtension)Activator.CreateInstance(type)!).OnLoadAsync(runner.Kernels);
                }
                return null;
            },
            interrupt
        );
        return outcome switch
        {
            { Interrupted: true } => CellError.Interrupt(source, outcome.Exception),
            { Exception: { } exception } => CellError.Plain(
                ValueKind.TypeName(exception.GetType()),
                exception is TypeLoadException or MissingMemberException
                    ? $"{exception.Message} It uses parts of .NET Interactive that this host does not support."
                    : exception.Message
            ),
            _ => null,
        };
    }
}
