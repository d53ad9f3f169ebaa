namespace DigitLab.Host.Formatting;

/// <summary>Scripts in HTML.</summary>
internal static class Scripts
{
    /// <summary>Escapes a script or JSON for an HTML script element, which <c>&lt;/script</c> would end.</summary>
    public static string Escape(string script) =>
        script
            .Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)
            .Replace("<!--", "<\\!--", StringComparison.Ordinal);

    /// <summary>A script element that runs the script as the body of an async function.</summary>
    public static string Html(string script) =>
        $"<script type=\"text/javascript\">(async () => {{\n{script}\n}})();</script>";
}
