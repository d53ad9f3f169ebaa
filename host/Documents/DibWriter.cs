using System.Text;
using System.Text.Json.Nodes;

namespace DigitLab.Host.Documents;

/// <summary>Writes .dib. The format cannot hold outputs, ids, attachments or metadata of single cells.</summary>
internal static class DibWriter
{
    /// <summary>Keys of .ipynb that repeat kernelInfo or that the format implies.</summary>
    private static readonly string[] JupyterKeys = ["kernelspec", "language_info", "polyglot_notebook"];

    /// <param name="notebook">The notebook.</param>
    /// <param name="allKernels">
    /// Lists every known kernel in <c>#!meta</c>, as editors do, so that saving the file there does not change it.
    /// </param>
    public static string Write(Notebook notebook, bool allKernels = false)
    {
        var metadata = Metadata(notebook, allKernels);
        var text = new StringBuilder();
        if (metadata.Count > 0)
        {
            text.Append("#!meta\n\n").Append(metadata.ToJsonString(Json.OneLine)).Append("\n\n");
        }
        foreach (var cell in notebook.Cells)
        {
            var source = TrimEmptyLines(cell.Source);
            if (source.Length > 0)
            {
                text.Append("#!").Append(DelimiterName(notebook, cell)).Append("\n\n").Append(source).Append("\n\n");
            }
        }
        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>Lines of cells that would be read back as delimiters: (cell number, line).</summary>
    public static IEnumerable<(int Cell, string Line)> Ambiguities(Notebook notebook)
    {
        var names = NotebookLanguages.Names(Metadata(notebook, allKernels: false));
        for (var i = 0; i < notebook.Cells.Count; i++)
        {
            foreach (var line in Lines(notebook.Cells[i].Source))
            {
                if (
                    line.StartsWith("#!meta", StringComparison.Ordinal)
                    || (line.StartsWith("#!", StringComparison.Ordinal) && names.ContainsKey(line[2..]))
                )
                {
                    yield return (i + 1, line);
                }
            }
        }
    }

    private static string DelimiterName(Notebook notebook, Cell cell) =>
        cell.Type switch
        {
            CellType.Markdown => NotebookLanguages.Markdown,
            CellType.Raw => NotebookLanguages.Raw,
            _ => notebook.KernelOf(cell),
        };

    private static JsonObject Metadata(Notebook notebook, bool allKernels)
    {
        var used = notebook
            .Cells.Select(cell => DelimiterName(notebook, cell))
            .Distinct()
            .Where(name =>
                name != NotebookLanguages.Markdown && NotebookLanguages.Known.All(kernel => kernel.Name != name)
            )
            .Select(name => new NotebookLanguages.Language(name, null));
        var others = used.Concat(allKernels ? NotebookLanguages.Known : []).ToArray();
        var unlisted = others.Any(kernel =>
            NotebookLanguages.Declared(notebook.Metadata).All(known => known.Name != kernel.Name)
        );

        var metadata = new JsonObject();
        foreach (var (key, value) in notebook.Metadata.Where(entry => !JupyterKeys.Contains(entry.Key)))
        {
            metadata[key] = value?.DeepClone();
        }
        if (unlisted || (notebook.DefaultKernel != NotebookLanguages.CSharp && metadata["kernelInfo"] is null))
        {
            var kernelInfo = NotebookLanguages.ToKernelInfo(notebook.Metadata, others);
            kernelInfo["defaultKernelName"] ??= notebook.DeclaredKernel;
            metadata["kernelInfo"] = kernelInfo;
        }
        return metadata;
    }

    private static string TrimEmptyLines(string source)
    {
        var lines = Lines(source).ToArray();
        var first = Array.FindIndex(lines, line => line.Length > 0);
        return first < 0
            ? ""
            : string.Join('\n', lines[first..(Array.FindLastIndex(lines, line => line.Length > 0) + 1)]);
    }

    private static IEnumerable<string> Lines(string source) => source.Split('\n').Select(line => line.TrimEnd('\r'));
}
