using System.Collections.Concurrent;
using DigitLab.Host.Language;
using DigitLab.Host.Session;

namespace DigitLab.Host.VsCode;

/// <summary>Answers what is asked while somebody types, one question after another, while cells run.</summary>
internal sealed class LanguageThread
{
    private readonly BlockingCollection<Action> questions = [];
    private readonly TimedLanguage language;

    public LanguageThread(CSharpSession session)
    {
        language = new TimedLanguage(session);
        new Thread(Work) { IsBackground = true, Name = "language" }.UnsafeStart();
    }

    /// <param name="question">What is asked.</param>
    /// <param name="nothing">The answer where none comes in time.</param>
    /// <param name="cancel">Nobody wants to know any more.</param>
    public Task<T> Ask<T>(
        Func<LanguageService, CancellationToken, T> question,
        T nothing,
        CancellationToken cancel
    )
    {
        var answer = new TaskCompletionSource<T>();
        questions.Add(() =>
        {
            try
            {
                cancel.ThrowIfCancellationRequested();
                answer.SetResult(language.Answer(question, nothing, cancel));
            }
            catch (OperationCanceledException)
            {
                answer.SetCanceled(cancel);
            }
            catch (Exception e)
            {
                answer.SetException(e);
            }
        });
        return answer.Task;
    }

    private void Work()
    {
        foreach (var question in questions.GetConsumingEnumerable())
        {
            question();
        }
    }
}
