using System.Collections.Concurrent;

namespace DigitLab.Host.VsCode;

/// <summary>
/// Sends cells' messages in order, on its own thread: a cell's thread may be interrupted wherever it waits, which must
/// not be in the middle of a message.
/// </summary>
internal sealed class Outbox
{
    /// <summary>
    /// The limit of queued messages, after which cells wait: a front end that does not read must not exhaust the
    /// memory.
    /// </summary>
    private const int MaxWaiting = 200;

    private readonly ConcurrentQueue<Action> waiting = new();
    private readonly AutoResetEvent arrived = new(false);

    public Outbox() => new Thread(Work) { IsBackground = true, Name = "outputs" }.UnsafeStart();

    /// <summary>Sends an output of a cell.</summary>
    /// <exception cref="ThreadInterruptedException">The cell was interrupted; nothing is sent.</exception>
    public void Send(Action send)
    {
        while (waiting.Count >= MaxWaiting)
        {
            Thread.Sleep(1);
        }
        Post(send);
    }

    /// <summary>Runs an action after all earlier messages have been sent.</summary>
    public void Post(Action action)
    {
        waiting.Enqueue(action);
        arrived.Set();
    }

    private void Work()
    {
        while (true)
        {
            arrived.WaitOne();
            while (waiting.TryDequeue(out var action))
            {
                try
                {
                    action();
                }
                catch (Exception e)
                {
                    // The front end is gone, or the message cannot be written as JSON.
                    Console.Error.WriteLine($"digitlab vscode: {e.Message}");
                }
            }
        }
    }
}
