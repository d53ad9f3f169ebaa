namespace DigitLab.Host.Formatting;

/// <summary>Scripts inside HTML.</summary>
internal static class Scripts
{
    /// <summary>Script or JSON that an HTML element may hold: what would end the element is written otherwise.</summary>
    public static string Escape(string script) =>
        script
            .Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)
            .Replace("<!--", "<\\!--", StringComparison.Ordinal);

    /// <summary>An element that runs the script as the body of an asynchronous function.</summary>
    public static string Html(string script) =>
        $"<script type=\"text/javascript\">(async () => {{\n{script}\n}})();</script>";
}
