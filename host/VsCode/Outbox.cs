using System.Collections.Concurrent;

namespace DigitLab.Host.VsCode;

/// <summary>
/// What cells send, in its order, sent by a thread of its own: the thread of a cell may be interrupted anywhere where it
/// waits, and must not be in the midst of a message then.
/// </summary>
internal sealed class Outbox
{
    /// <summary>So much may wait before cells wait: a front end that reads nothing must not fill the memory.</summary>
    private const int MaxWaiting = 200;

    private readonly ConcurrentQueue<Action> waiting = new();
    private readonly AutoResetEvent arrived = new(false);

    public Outbox() => new Thread(Work) { IsBackground = true, Name = "outputs" }.UnsafeStart();

    /// <summary>Sends what a cell puts out.</summary>
    /// <exception cref="ThreadInterruptedException">The cell was interrupted; nothing is sent.</exception>
    public void Send(Action send)
    {
        while (waiting.Count >= MaxWaiting)
        {
            Thread.Sleep(1);
        }
        Post(send);
    }

    /// <summary>Does something when all before it has been sent.</summary>
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
                    // A front end that is gone; what cannot be written as JSON.
                    Console.Error.WriteLine($"digitlab vscode: {e.Message}");
                }
            }
        }
    }
}
