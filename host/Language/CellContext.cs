namespace DigitLab.Host.Language;

/// <summary>A cell being edited, and the cells above that it sees in addition to those that ran.</summary>
/// <param name="Cell">Its id.</param>
/// <param name="Text">Its text.</param>
/// <param name="Above">The cells above that have not run, or were edited since they ran.</param>
/// <param name="NamesAreKnown">
/// Whether the session and <paramref name="Above"/> declare all names that the cell can see.
/// </param>
internal sealed record CellContext(
    string Cell,
    CellText Text,
    IReadOnlyList<(string Cell, CellText Text)> Above,
    bool NamesAreKnown
)
{
    /// <summary>A cell that sees only what has run.</summary>
    public static CellContext Alone(string kernel, string code) => new("", CellText.Parse(kernel, code), [], true);
}
