namespace DigitLab.Host.Session;

/// <summary>How a submission ended: with or without a value, with or without an error.</summary>
internal sealed record SubmissionResult(bool HasValue, object? Value, CellError? Error)
{
    /// <summary>Whether the references that were added for it are taken back, because nothing compiles with them.</summary>
    public bool RefusedReferences { get; init; }

    public static SubmissionResult Failed(CellError error) => new(false, null, error);
}
