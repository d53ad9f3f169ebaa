namespace DigitLab.Ink.Tests.DrawingPad;

/// <summary>Pages with drawing pads, in a folder that is deleted at the end.</summary>
public abstract class PadPages : IDisposable
{
    private protected string PageFolder { get; } = Directory.CreateTempSubdirectory("digitlab-pad-").FullName;

    /// <inheritdoc/>
    public void Dispose()
    {
        Directory.Delete(PageFolder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected string Write(string name, params string[] outputs)
    {
        var path = Path.Combine(PageFolder, name);
        File.WriteAllText(
            path,
            $"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Pad</title>{string.Join('\n', outputs)}</html>"
        );
        return path;
    }
}
