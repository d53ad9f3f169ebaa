namespace DigitLab.Ink.Tests.Sheets;

/// <summary>Makes <c>data/handwriting</c>: see the README there.</summary>
public class SampleSheets(ITestOutputHelper output)
{
    private const int Count = 30;

    /// <summary>No seed of theirs is used for anything else.</summary>
    private const ulong FirstSeed = 20_001;

    [Fact(Explicit = true)]
    public void WriteThem()
    {
        Directory.CreateDirectory(SheetFiles.Folder);
        var labels = new string[Count];
        var bytes = 0L;
        for (var i = 0; i < Count; i++)
        {
            var sheet = SheetPainter.Paint(FirstSeed + (ulong)i);
            // Phones save the sensor's picture and note how they were held.
            var orientation =
                i % 6 == 5 ? 6
                : i % 10 == 8 ? 3
                : 1;
            var file = sheet.ToJpeg(quality: 60 + i * 7 % 25, orientation);
            var name = $"sheet-{i + 1:00}.jpg";
            File.WriteAllBytes(Path.Combine(SheetFiles.Folder, name), file);
            labels[i] = $"{name} {sheet.Labels}";
            bytes += file.Length;
        }
        File.WriteAllText(Path.Combine(SheetFiles.Folder, "labels.txt"), string.Join('\n', labels) + "\n");
        output.WriteLine(
            $"{Count} sheets, {labels.Sum(line => line.Skip(13).Count(char.IsAsciiDigit))} digits, {bytes / 1024} KB"
        );
    }
}
