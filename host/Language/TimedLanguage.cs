using DigitLab.Host.Documents;
using DigitLab.Host.Session;

namespace DigitLab.Host.Language;

/// <summary>
/// Answers what is asked while somebody types, and gives up after a while: there is code of which the compiler takes minutes,
/// and others wait behind the question.
/// </summary>
/// <remarks>One question at a time.</remarks>
internal sealed class TimedLanguage(CSharpSession session)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private LanguageService service = new(session);

    /// <param name="question">What is asked.</param>
    /// <param name="nothing">The answer where none comes in time.</param>
    /// <param name="cancel">Nobody wants to know any more.</param>
    /// <exception cref="OperationCanceledException">Nobody wanted to know any more.</exception>
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
        // The old one still works on its answer, and is its own.
        service = new LanguageService(session);
        return nothing;
    }
}
