namespace DigitLab;

/// <summary>
/// What a notebook's front end may show beside the notebook: what computes, on which images, how far a training is, how the
/// checks stand. The library does not know whether anybody looks: it leaves the facts under names that a host knows.
/// </summary>
internal static class FrontEndStatus
{
    /// <summary>A name and a version: "DigitLab.Torch 0.1.0".</summary>
    public static void Backend(string name) => AppContext.SetData("DigitLab.Status.Backend", name);

    /// <summary>"MNIST", "synthetic digits".</summary>
    public static void DataSet(string name) => AppContext.SetData("DigitLab.Status.DataSet", name);

    /// <summary>"epoch 3 of 20"; null when it is over.</summary>
    public static void Training(string? progress) => AppContext.SetData("DigitLab.Status.Training", progress);

    /// <summary>How many passed, failed and are open; null when there are none.</summary>
    public static void Checks(int[]? counts) => AppContext.SetData("DigitLab.Status.Checks", counts);
}
