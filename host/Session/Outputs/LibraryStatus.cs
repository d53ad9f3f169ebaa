namespace DigitLab.Host.Session;

/// <summary>What a library that runs in cells tells of itself, by <see cref="AppContext.SetData"/>; a status bar shows it.</summary>
internal sealed record LibraryStatus(string? Backend, string? DataSet, string? Training, CheckCounts? Checks)
{
    /// <summary>What computes: a name and a version.</summary>
    public const string BackendName = "DigitLab.Status.Backend";

    /// <summary>What was loaded last.</summary>
    public const string DataSetName = "DigitLab.Status.DataSet";

    /// <summary>How far a training is: "epoch 3 of 20"; null when none is under way.</summary>
    public const string TrainingName = "DigitLab.Status.Training";

    /// <summary>How many checks passed, failed and are open: an array of three numbers.</summary>
    public const string ChecksName = "DigitLab.Status.Checks";

    /// <summary>Nothing was told.</summary>
    public static readonly LibraryStatus None = new(null, null, null, null);

    /// <summary>What has been told so far.</summary>
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

/// <summary>How a notebook's checks stand.</summary>
internal sealed record CheckCounts(int Passed, int Failed, int Open);
