using System.Runtime.InteropServices;

namespace DigitLab.Host.Session;

/// <summary>
/// Packages that cells reference by <c>#r "nuget: Name, version"</c>. A cell gets all of its packages, or the session
/// does not change.
/// </summary>
internal sealed class NuGetPackages(CSharpSession session)
{
    private readonly List<(PackageRequest Request, string Version)> loaded = [];
    private readonly HashSet<string> sources = [];

    /// <summary>
    /// Restores the packages of the code and of the scripts that it loads, and adds them to the session.
    /// </summary>
    /// <returns>The code without the package directives, and the new packages with their dependencies.</returns>
    /// <exception cref="MagicCommandException">
    /// A package cannot be restored; the message names it and the reason.
    /// </exception>
    public (string Code, IReadOnlyList<RestoredPackage> New) Restore(string code, CancellationToken interrupt)
    {
        var directives = session.Scripts.Directives(code).ToArray();
        var requests = Requests(directives.SelectMany(part => part.Packages));
        var newSources = directives.SelectMany(part => part.Sources).Select(SourcePath).ToArray();
        IReadOnlyList<RestoredPackage> restored = [];
        if (requests.Count > 0)
        {
            restored = Restore(requests, [.. sources.Union(newSources)], interrupt);
        }
        sources.UnionWith(newSources);
        return (directives[0].Code, restored);
    }

    /// <summary>Forgets packages whose references were removed, so that they can be requested again.</summary>
    public void Forget(IReadOnlyList<RestoredPackage> packages) =>
        loaded.RemoveAll(known => packages.Any(package => IsNamed(package, known.Request)));

    /// <summary>The requested packages that are not loaded yet.</summary>
    private List<PackageRequest> Requests(IEnumerable<PackageRequest> asked)
    {
        var requests = new List<PackageRequest>();
        foreach (var request in asked)
        {
            var known = loaded.FirstOrDefault(package => IsNamed(package.Request, request));
            if (known.Request is not null)
            {
                if (!Satisfies(known.Version, request.Version) && known.Request.Version != request.Version)
                {
                    throw new MagicCommandException(
                        $"{request.Name} is already loaded in version {known.Version}; {request.Version} is available after a restart.",
                        request.Line
                    );
                }
            }
            else if (requests.Find(other => IsNamed(other, request)) is not { } other)
            {
                requests.Add(request);
            }
            else if (other.Version == "*")
            {
                requests[requests.IndexOf(other)] = request;
            }
            else if (request.Version != "*" && request.Version != other.Version)
            {
                throw new MagicCommandException(
                    $"{request.Name} is requested in versions {other.Version} and {request.Version}; keep one of the lines.",
                    request.Line
                );
            }
        }
        return requests;
    }

    private List<RestoredPackage> Restore(
        IReadOnlyList<PackageRequest> requests,
        IReadOnlyList<string> from,
        CancellationToken interrupt
    )
    {
        var names = string.Join(", ", requests);
        var progress = $"Installing {names} ...".Display("text/plain");
        try
        {
            var project = new PackageProject(loaded.Select(package => package.Request).Concat(requests), from, names);
            var packages = project.Restore(session.NotebookFolder, interrupt);
            var added = packages.Where(package => package.Compile.Concat(package.Runtime).Any(session.IsNew)).ToList();
            Check(added);
            foreach (var package in added)
            {
                package.Compile.ToList().ForEach(session.AddReference);
                package.Runtime.ToList().ForEach(session.LoadContext.AddReference);
            }
            packages.SelectMany(package => package.Natives).ToList().ForEach(session.LoadContext.AddNative);
            var got = requests.Select(request => packages.First(package => IsNamed(package, request))).ToArray();
            loaded.AddRange(requests.Zip(got, (request, package) => (request, package.Version)));
            progress.Update(
                string.Join(
                    '\n',
                    packages
                        .Where(package => package.OtherSystems.Count > 0)
                        .Select(OtherSystemsNote)
                        .Prepend($"Installed {string.Join(", ", got.AsEnumerable())}")
                )
            );
            return added;
        }
        catch (Exception e)
        {
            progress.Update($"Could not install {names}");
            throw e is MagicCommandException { Line: null }
                ? new MagicCommandException(e.Message, requests[0].Line)
                : e;
        }
    }

    /// <summary>Rejects packages that conflict with loaded ones.</summary>
    private void Check(IReadOnlyList<RestoredPackage> added)
    {
        foreach (var package in added)
        {
            foreach (var file in package.Runtime)
            {
                if (session.LoadContext.FindOther(file) is { } other)
                {
                    throw new MagicCommandException(
                        $"{package} is needed, but {other} is already in use. Restart, and reference these packages in one "
                            + "cell before anything else."
                    );
                }
            }
            foreach (var file in package.Compile)
            {
                if (session.FindSameTypes(file) is var (assembly, type))
                {
                    throw new MagicCommandException(
                        $"{package} and {assembly}, which is loaded already, declare the same types, such as {type}: code could "
                            + "not tell them apart. Restart, and load only one of the two."
                    );
                }
            }
        }
    }

    private static string OtherSystemsNote(RestoredPackage package) =>
        $"{package} has native libraries for {string.Join(", ", package.OtherSystems)} but none for this system "
        + $"({RuntimeInformation.RuntimeIdentifier}): code that uses them fails.";

    /// <summary>Folders are relative to the notebook.</summary>
    private string SourcePath(string source) =>
        Uri.TryCreate(source, UriKind.Absolute, out _) ? source : Path.GetFullPath(source, session.NotebookFolder);

    private static bool Satisfies(string version, string asked) =>
        asked is "*" or "*-*"
        || version.Equals(asked, StringComparison.OrdinalIgnoreCase)
        || (asked.EndsWith('*') && version.StartsWith(asked.TrimEnd('*'), StringComparison.OrdinalIgnoreCase));

    private static bool IsNamed(PackageRequest package, PackageRequest other) =>
        package.Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase);

    private static bool IsNamed(RestoredPackage package, PackageRequest other) =>
        package.Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase);
}
