namespace DigitLab;

/// <summary>What a notebook's front end may show beside it, left under names that a host knows, whether anybody looks or not.</summary>
internal static class FrontEndStatus
{
    public static void Backend(string name) => Tell("Backend", name);

    public static void DataSet(string name) => Tell("DataSet", name);

    public static void Training(string? progress) => Tell("Training", progress);

    public static void Checks(int[]? counts) => Tell("Checks", counts);

    private static void Tell(string what, object? value) => AppContext.SetData("DigitLab.Status." + what, value);
}
