namespace TorchSharp;

/// <summary>Reads saved tensors, modules and optimizers; errors name the file.</summary>
internal static class StateFile
{
    public static void Read(string location, Action<BinaryReader> read) =>
        Read(
            location,
            reader =>
            {
                read(reader);
                return true;
            }
        );

    public static T Read<T>(string location, Func<BinaryReader, T> read)
    {
        using var stream = File.OpenRead(location);
        using var reader = new BinaryReader(stream);
        try
        {
            return read(reader);
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException(
                $"'{location}' ends early, after {stream.Length} bytes: is it whole?",
                error
            );
        }
        // The latter two: a string's or an array's length that no file has.
        catch (Exception error) when (error is InvalidDataException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"'{location}': {error.Message}", error);
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidOperationException($"'{location}': {error.Message}", error);
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"'{location}': {error.Message}", error);
        }
    }
}
