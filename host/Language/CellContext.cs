namespace DigitLab.Host.Language;

/// <summary>A cell that somebody types, and what of the notebook it sees beside what has run.</summary>
/// <param name="Cell">What it is called.</param>
/// <param name="Text">Its text.</param>
/// <param name="Above">The cells above that have not run, or were edited since.</param>
/// <param name="NamesAreKnown">Whether there are no others but those of the session and of <paramref name="Above"/>.</param>
internal sealed record CellContext(
    string Cell,
    CellText Text,
    IReadOnlyList<(string Cell, CellText Text)> Above,
    bool NamesAreKnown
)
{
    /// <summary>A cell of which only what has run is above.</summary>
    public static CellContext Alone(string kernel, string code) => new("", CellText.Parse(kernel, code), [], true);
}
