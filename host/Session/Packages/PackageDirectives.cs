using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DigitLab.Host.Session;

/// <summary>A package reference in code.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version, possibly floating (<c>2.*</c>); <c>*</c> is the latest stable version.</param>
/// <param name="Line">The line of the directive, from 1.</param>
internal sealed record PackageRequest(string Name, string Version, int Line)
{
    public override string ToString() => Version == "*" ? Name : $"{Name} {Version}";
}

/// <summary>
/// The package directives of a cell or script: <c>#r "nuget: Name, version"</c> and <c>#i "nuget: source"</c>,
/// also without quotation marks, and with a semicolon or comment at the end.
/// </summary>
/// <param name="Packages">The packages, in order.</param>
/// <param name="Sources">Sources in addition to those of NuGet.config.</param>
/// <param name="Code">The code with these lines left empty, so that line numbers do not change.</param>
/// <param name="Scripts">The files that <c>#load</c> names.</param>
internal sealed partial record PackageDirectives(
    IReadOnlyList<PackageRequest> Packages,
    IReadOnlyList<string> Sources,
    string Code,
    IReadOnlyList<string> Scripts
)
{
    /// <exception cref="MagicCommandException">A directive cannot be parsed.</exception>
    public static PackageDirectives Parse(string code)
    {
        var packages = new List<PackageRequest>();
        var sources = new List<string>();
        var scripts = new List<string>();
        if (!DirectiveStart().IsMatch(code))
        {
            return new(packages, sources, code, scripts);
        }
        var lines = code.Split('\n');
        // The compiler decides what is a directive: in a comment or string the same line is not.
        foreach (var directive in Directives(code))
        {
            if (directive is LoadDirectiveTriviaSyntax { File.ValueText: { Length: > 0 } script })
            {
                scripts.Add(script);
                continue;
            }
            var number = directive.GetLocation().GetLineSpan().StartLinePosition.Line;
            if (Package().Match(lines[number]) is { Success: true } package)
            {
                packages.Add(Request(package.Groups["package"].Value, number + 1));
            }
            else if (Source().Match(lines[number]) is { Success: true } source)
            {
                sources.Add(source.Groups["source"].Value.Trim());
            }
            else
            {
                continue;
            }
            lines[number] = "";
        }
        return new(packages, sources, string.Join('\n', lines), scripts);
    }

    private static IEnumerable<DirectiveTriviaSyntax> Directives(string code) =>
        ScriptParser
            .Parse(code)
            .GetRoot()
            .DescendantTrivia()
            .Where(trivia => trivia.IsDirective)
            .Select(trivia => trivia.GetStructure())
            .OfType<DirectiveTriviaSyntax>()
            .Where(directive =>
                directive.Kind()
                    is SyntaxKind.ReferenceDirectiveTrivia
                        or SyntaxKind.LoadDirectiveTrivia
                        or SyntaxKind.BadDirectiveTrivia
            );

    private static PackageRequest Request(string text, int line)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length <= 2 && PackageName().IsMatch(parts[0]))
        {
            return new(parts[0], parts.Length == 1 || parts[1].Length == 0 ? "*" : parts[1], line);
        }
        throw new MagicCommandException(
            $"'{text.Trim()}' is not a package and version. Write #r \"nuget: NAME\" or #r \"nuget: NAME, VERSION\", such as "
                + "#r \"nuget: Newtonsoft.Json, 13.0.3\"; versions contain no comma.",
            line
        );
    }

    [GeneratedRegex(@"^\s*#(r|i|load)\b", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex DirectiveStart();

    [GeneratedRegex(
        """^\s*#r\s+("\s*nuget:(?<package>[^"]*)"|nuget:(?<package>[^"/;]*))\s*;?\s*(//.*)?$""",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Package();

    [GeneratedRegex(
        """^\s*#i\s+("\s*(nuget:)?\s*(?<source>[^"]+)"|(nuget:)\s*(?<source>[^"\s;]+))\s*;?\s*(//.*)?$""",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Source();

    [GeneratedRegex(@"^[\w.\-]+$")]
    private static partial Regex PackageName();
}
