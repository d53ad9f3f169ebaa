namespace DigitLab.Host.Session;

/// <summary>
/// The status that a library in a cell publishes by <see cref="AppContext.SetData"/>, for a status bar.
/// </summary>
internal sealed record LibraryStatus(string? Backend, string? DataSet, string? Training, CheckCounts? Checks)
{
    /// <summary>The backend: a name and a version.</summary>
    public const string BackendName = "DigitLab.Status.Backend";

    /// <summary>The data set loaded last.</summary>
    public const string DataSetName = "DigitLab.Status.DataSet";

    /// <summary>The progress of training: "epoch 3 of 20"; null when none is running.</summary>
    public const string TrainingName = "DigitLab.Status.Training";

    /// <summary>The numbers of passed, failed and open checks, as an array.</summary>
    public const string ChecksName = "DigitLab.Status.Checks";

    /// <summary>No status.</summary>
    public static readonly LibraryStatus None = new(null, null, null, null);

    /// <summary>The current status.</summary>
    public static LibraryStatus Read() =>
        new(
            AppContext.GetData(BackendName) as string,
            AppContext.GetData(DataSetName) as string,
            AppContext.GetData(TrainingName) as string,
            AppContext.GetData(ChecksName) is int[] and [var passed, var failed, var open]
                ? new CheckCounts(passed, failed, open)
                : null
        );
}

/// <summary>The numbers of a notebook's checks.</summary>
internal sealed record CheckCounts(int Passed, int Failed, int Open);
