using System.Reflection;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace DigitLab.Charts.Tests;

public class FigureTests
{
    private static Figure Sample() =>
        Chart.Lines([new("a <b> & \"c\"", [1, 2, 3])], title: "5 < 6 & \"so\u0001 on\"", yLabel: "x<y");

    [Fact]
    public void Markup_in_titles_and_labels_is_text()
    {
        var root = XDocument.Parse(Sample().ToSvg()).Root!;

        root.Elements().First().Value.ShouldBe("5 < 6 & \"so\ufffd on\"");
        root.Descendants().Select(element => element.Value).ShouldContain("x<y");
        ((string)JsonNode.Parse(Sample().ToPlotlyJson())!["layout"]!["title"]!["text"]!).ShouldBe(
            "5 &lt; 6 &amp; \"so\u0001 on\""
        );
    }

    [Fact]
    public void A_notebook_finds_by_convention_how_a_figure_is_shown()
    {
        // As a host does it: by the names alone.
        var attribute = typeof(Figure)
            .GetCustomAttributes()
            .Single(found => found.GetType().Name == "TypeFormatterSourceAttribute");
        var type = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        var source = Activator.CreateInstance(type)!;
        var formatters = (IEnumerable<object>)type.GetMethod("CreateTypeFormatters")!.Invoke(source, [])!;

        var shown = formatters.ToDictionary(
            formatter => (string)formatter.GetType().GetProperty("MimeType")!.GetValue(formatter)!,
            formatter =>
            {
                var writer = new StringWriter();
                (
                    (bool)
                        formatter
                            .GetType()
                            .GetMethod("Format", [typeof(object), typeof(TextWriter)])!
                            .Invoke(formatter, [Sample(), writer])!
                ).ShouldBeTrue();
                return writer.ToString();
            }
        );
        shown.Keys.ShouldBe(["text/html", "image/svg+xml", "application/vnd.plotly.v1+json", "text/plain"]);
        shown["text/html"].ShouldStartWith("<figure");
        shown["image/svg+xml"].ShouldBe(Sample().ToSvg());
        shown["text/plain"]
            .ShouldBe(
                "5 < 6 & \"so\u0001 on\"\n[lines] a <b> & \"c\": 1 to 3 in 3 points over epoch, lowest 1, highest 3."
            );
    }

    [Fact]
    public void A_formatter_leaves_what_is_no_figure_to_others() =>
        new FigureFormatter("text/plain", figure => figure.Title).Format("text", TextWriter.Null).ShouldBeFalse();

    [Theory]
    [InlineData(".svg", "<svg")]
    [InlineData(".html", "<!DOCTYPE html>")]
    [InlineData(".json", "{\"data\":")]
    public void It_is_saved_by_the_files_extension_and_leaves_nothing_else(string extension, string start)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "figure" + extension);
            Sample().Save(path);
            Sample().Save(path);

            File.ReadAllText(path).ShouldStartWith(start);
            folder.GetFiles().Length.ShouldBe(1);
            Should
                .Throw<ArgumentException>(() => Sample().Save(path + ".png"))
                .Message.ShouldContain(".svg, .html or .json, not as '.png'");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
