using System.Diagnostics;
using DigitLab.Host.Documents;
using DigitLab.Host.Running;

namespace DigitLab.Host.Export;

/// <summary>Prints a page to PDF with an installed Chromium, Chrome or Edge.</summary>
internal static class PdfExport
{
    public const string NoBrowser =
        "PDF needs Chromium, Google Chrome or Microsoft Edge, and none was found. "
        + "Install one, or set DIGITLAB_BROWSER to its path; --to html works without.";

    private static readonly string[] Names =
    [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
        "microsoft-edge",
        "msedge",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    /// <summary>The browser's path; null if none is installed.</summary>
    public static string? FindBrowser()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Environment.GetEnvironmentVariable("DIGITLAB_BROWSER") is { Length: > 0 } own
            ? own
            : Names
                .SelectMany(name =>
                    Path.IsPathRooted(name) ? [name] : folders.Select(folder => Path.Combine(folder, name))
                )
                .FirstOrDefault(File.Exists);
    }

    /// <exception cref="IOException">The browser did not write the file; the message is the browser's.</exception>
    public static void Write(string html, string path)
    {
        using var folder = WorkFolder.Create();
        var page = Path.Combine(folder.Path, "page.html");
        var pdf = Path.Combine(folder.Path, "page.pdf");
        NotebookFile.WriteText(page, html);
        string[] arguments =
        [
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline",
            $"--user-data-dir={Path.Combine(folder.Path, "profile")}",
            .. Environment.UserName == "root" ? ["--no-sandbox"] : Array.Empty<string>(),
            $"--print-to-pdf={pdf}",
            new Uri(page).AbsoluteUri,
        ];
        var start = new ProcessStartInfo(FindBrowser()!, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var browser = Process.Start(start)!;
        var output = browser.StandardOutput.ReadToEndAsync();
        var error = browser.StandardError.ReadToEnd();
        browser.WaitForExit();
        if (!File.Exists(pdf))
        {
            throw new IOException($"{start.FileName} did not write the PDF: {error.Trim()}");
        }
        NotebookFile.WriteBytes(path, File.ReadAllBytes(pdf));
    }
}
