using System.Collections.Concurrent;
using DigitLab.Host.Language;
using DigitLab.Host.Session;

namespace DigitLab.Host.VsCode;

/// <summary>Answers questions while the user types, one after another, while cells run.</summary>
internal sealed class LanguageThread
{
    private readonly BlockingCollection<Action> questions = [];
    private readonly TimedLanguage language;

    public LanguageThread(CSharpSession session)
    {
        language = new TimedLanguage(session);
        new Thread(Work) { IsBackground = true, Name = "language" }.UnsafeStart();
    }

    /// <param name="question">The question.</param>
    /// <param name="nothing">The answer when time runs out.</param>
    /// <param name="cancel">Cancels the question.</param>
    public Task<T> Ask<T>(Func<LanguageService, CancellationToken, T> question, T nothing, CancellationToken cancel)
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
