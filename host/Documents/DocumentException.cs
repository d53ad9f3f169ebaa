namespace DigitLab.Host.Documents;

/// <summary>A notebook file that cannot be read: says what was found, where, and what was expected.</summary>
internal sealed class DocumentException(string message, Exception? inner = null) : Exception(message, inner);
