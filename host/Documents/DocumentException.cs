namespace DigitLab.Host.Documents;

/// <summary>
/// A notebook file that cannot be read; the message says where, what was expected and what was found.
/// </summary>
internal sealed class DocumentException(string message, Exception? inner = null) : Exception(message, inner);
