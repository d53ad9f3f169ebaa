namespace DigitLab.Host.Session;

/// <summary>The result of a submission: a value, an error, or both.</summary>
internal sealed record SubmissionResult(bool HasValue, object? Value, CellError? Error)
{
    /// <summary>Whether the references added for it were removed, because nothing compiles with them.</summary>
    public bool RefusedReferences { get; init; }

    public static SubmissionResult Failed(CellError error) => new(false, null, error);
}
