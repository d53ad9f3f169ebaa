namespace DigitLab.Packages.Tests;

/// <summary>The checkout that this test was built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    /// <summary>Debug or Release, as the test: <c>bin/Release/net10.0</c>.</summary>
    public static string Configuration { get; } =
        Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "DigitLab.slnx")))
            folder = Path.GetDirectoryName(folder);
        if (folder is null)
            Assert.Skip("Needs the checkout.");
        return folder!;
    }
}
