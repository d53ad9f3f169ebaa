using DigitLab.Host.Documents;
using DigitLab.Host.Session;

namespace DigitLab.Host.Language;

/// <summary>
/// Answers questions while the user types, with a time limit: the compiler can take minutes for some code, and other
/// questions wait.
/// </summary>
/// <remarks>One question at a time.</remarks>
internal sealed class TimedLanguage(CSharpSession session)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private LanguageService service = new(session);

    /// <param name="question">The question.</param>
    /// <param name="nothing">The answer when time runs out.</param>
    /// <param name="cancel">Cancels the question.</param>
    /// <exception cref="OperationCanceledException">The question was cancelled.</exception>
    public T Answer<T>(
        Func<LanguageService, CancellationToken, T> question,
        T nothing,
        CancellationToken cancel = default
    )
    {
        var asked = service;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        try
        {
            if (AbandonableThread.TryRun(token => question(asked, token), limit.Token, out var answer))
            {
                return answer;
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested) { }
        cancel.ThrowIfCancellationRequested();
        // The old service still works on its question and must not be shared.
        service = new LanguageService(session);
        return nothing;
    }
}
