namespace TorchSharp;

/// <summary>Whether operations on this thread are recorded for backward.</summary>
internal static class GradMode
{
    [ThreadStatic]
    private static bool disabled;

    public static bool Enabled
    {
        get => !disabled;
        set => disabled = !value;
    }

    public static Guard Set(bool enabled)
    {
        var guard = new Guard(!disabled);
        disabled = !enabled;
        return guard;
    }

    internal sealed class Guard(bool before) : IDisposable
    {
        private bool closed;

        public void Dispose()
        {
            if (closed)
                return;
            closed = true;
            disabled = !before;
        }
    }
}

public static partial class torch
{
    /// <summary>Operations until Dispose are not recorded: for evaluation and for changing parameters by hand.</summary>
    public static IDisposable no_grad() => GradMode.Set(false);

    public static IDisposable enable_grad(bool enabled = true) => GradMode.Set(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => GradMode.Set(mode);

    public static bool is_grad_enabled() => GradMode.Enabled;

    public static IDisposable inference_mode(bool mode = true) => GradMode.Set(!mode);
}
