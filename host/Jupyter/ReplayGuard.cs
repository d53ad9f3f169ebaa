namespace DigitLab.Host.Jupyter;

/// <summary>Remembers the signatures of received messages, to ignore replayed ones.</summary>
internal sealed class ReplayGuard
{
    private const int Remembered = 100_000;

    private readonly Lock gate = new();
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <returns>Whether the signature is new.</returns>
    public bool Accept(string signature)
    {
        lock (gate)
        {
            if (!seen.Add(signature))
            {
                return false;
            }
            order.Enqueue(signature);
            if (order.Count > Remembered)
            {
                seen.Remove(order.Dequeue());
            }
            return true;
        }
    }
}
