using System.Text.Json.Nodes;
using DigitLab.Host.Session;

namespace DigitLab.Host.Execution;

/// <summary>Who asked for a cell: where its output goes, and who answers its questions.</summary>
internal interface ICellClient
{
    /// <summary>
    /// Takes an output: a message of Jupyter's protocol (<c>stream</c>, <c>display_data</c>, <c>update_display_data</c>,
    /// <c>execute_result</c>, <c>clear_output</c>).
    /// </summary>
    void Send(string type, JsonObject content);

    /// <summary>Asks the user for a line of text and waits for it.</summary>
    /// <exception cref="InvalidOperationException">The user cannot be asked, or gave none.</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    string ReadInput(string prompt, bool isPassword, CancellationToken interrupt);

    /// <summary>The cell cannot be ended but with the process, which ends as soon as this has told so.</summary>
    void Restarting(CellError error);
}
