using System.Text;
using DigitLab.Files;

namespace DigitLab.Host.Documents;

/// <summary>Reads and writes notebooks; the file's extension, .dib or .ipynb, selects the format.</summary>
internal static class NotebookFile
{
    public static readonly string[] Extensions = [".dib", ".ipynb"];

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool IsNotebook(string path) =>
        Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <exception cref="DocumentException">The file is missing or not a notebook; the message names it.</exception>
    public static Notebook Load(string path)
    {
        try
        {
            var text = Utf8.GetString(File.ReadAllBytes(path));
            return Format(path) == ".dib" ? DibReader.Read(text) : IpynbReader.Read(text.TrimStart('\uFEFF'));
        }
        catch (DocumentException e)
        {
            throw new DocumentException($"{path}: {e.Message}", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new DocumentException(
                $"{path}: a notebook is text in UTF-8, but byte {e.Index} is not: {e.Message}",
                e
            );
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DocumentException($"{path}: there is no such file.", e);
        }
        catch (UnauthorizedAccessException e) when (Directory.Exists(path))
        {
            throw new DocumentException($"{path}: this is a folder; name a notebook in it (.dib or .ipynb).", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DocumentException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    public static void Save(Notebook notebook, string path) =>
        WriteText(path, Format(path) == ".dib" ? DibWriter.Write(notebook) : IpynbWriter.Write(notebook));

    /// <summary>
    /// Creates a folder and checks that files can be written to it, before the work instead of after it.
    /// </summary>
    /// <exception cref="IOException">They cannot; the message names the folder.</exception>
    public static void EnsureWritable(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.RemoveAbandoned(folder);
            AtomicFile.RequireWritable(Path.Combine(folder, ".digitlab"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{folder}: files cannot be written here: {(e.InnerException ?? e).Message}", e);
        }
    }

    /// <summary>Writes a file atomically.</summary>
    public static void WriteText(string path, string text) => WriteBytes(path, Utf8.GetBytes(Scalars(text)));

    /// <inheritdoc cref="WriteText"/>
    public static void WriteBytes(string path, byte[] content) =>
        AtomicFile.Write(path, stream => stream.Write(content));

    /// <summary>A lone surrogate, which UTF-8 cannot encode, becomes the replacement character.</summary>
    private static string Scalars(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string Format(string path)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        return Extensions.Contains(extension)
            ? extension
            : throw new DocumentException($"a notebook's name ends in .dib or .ipynb, not \"{extension}\".");
    }
}
