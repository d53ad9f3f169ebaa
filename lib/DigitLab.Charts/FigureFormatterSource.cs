namespace DigitLab.Charts;

/// <summary>
/// Says how a notebook shows a <see cref="Figure"/>: as HTML, as SVG, as Plotly JSON, or as text.
/// It references no notebook host: it has the shape that .NET Interactive's convention for formatter sources asks for.
/// </summary>
public sealed class FigureFormatterSource
{
    /// <summary>One formatter per MIME type, the preferred first.</summary>
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new FigureFormatter("text/html", figure => figure.ToHtml()),
            new FigureFormatter("image/svg+xml", figure => figure.ToSvg()),
            new FigureFormatter("application/vnd.plotly.v1+json", figure => figure.ToPlotlyJson()),
            new FigureFormatter("text/plain", figure => figure.ToString()),
        ];
}

/// <summary>Writes a figure as one MIME type.</summary>
/// <param name="mimeType">The MIME type.</param>
/// <param name="write">What is written.</param>
public sealed class FigureFormatter(string mimeType, Func<Figure, string> write)
{
    /// <summary>The MIME type of what <see cref="Format"/> writes.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>Writes the figure; gives false where <paramref name="instance"/> is none.</summary>
    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not Figure figure)
            return false;
        writer.Write(write(figure));
        return true;
    }
}
