using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace DigitLab.Charts.Tests;

/// <summary>A README's example is a test's code: it compiles, runs, and cannot grow old.</summary>
internal static class ReadmeExample
{
    /// <summary>The calling file's lines between <c>// README</c> and <c>// end</c> are the first C# block of the page.</summary>
    /// <param name="readme">From the checkout's root.</param>
    /// <param name="test">Filled in by the compiler.</param>
    public static void ShouldStandIn(string readme, [CallerFilePath] string test = "")
    {
        var root = Path.GetDirectoryName(test)!;
        while (!File.Exists(Path.Combine(root, "DigitLab.slnx")))
            root = Path.GetDirectoryName(root)!;
        var page = File.ReadAllText(Path.Combine(root, readme));
        var shown = Regex.Match(page, "```csharp\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        var run = Regex.Match(File.ReadAllText(test), "// README\n(.*?)// end\n", RegexOptions.Singleline);
        Squeezed(run.Groups[1].Value)
            .ShouldBe(Squeezed(shown), $"{readme} and {Path.GetFileName(test)} have drifted apart");
    }

    // The formatter breaks lines as deep as the test's indentation makes it; a page has more room.
    private static string Squeezed(string code) => string.Concat(code.Where(c => !char.IsWhiteSpace(c)));
}
