using System.Text.Json.Nodes;
using DigitLab.Host.Session;

namespace DigitLab.Host.Execution;

/// <summary>The client that sent a cell: receives its output and answers its questions.</summary>
internal interface ICellClient
{
    /// <summary>
    /// Receives an output: a message of Jupyter's protocol (<c>stream</c>, <c>display_data</c>,
    /// <c>update_display_data</c>, <c>execute_result</c>, <c>clear_output</c>).
    /// </summary>
    void Send(string type, JsonObject content);

    /// <summary>Asks the user for a line of text and waits for it.</summary>
    /// <exception cref="InvalidOperationException">
    /// The client does not answer questions, or the user cancelled.
    /// </exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    string ReadInput(string prompt, bool isPassword, CancellationToken interrupt);

    /// <summary>The cell can only be stopped by ending the process, which happens after this call.</summary>
    void Restarting(CellError error);
}
