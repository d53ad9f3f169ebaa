namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a function of your own keeps from its forward pass for its backward pass.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> data = [];
            private List<Tensor> saved = [];

            internal AutogradContext() { }

            internal Saved? Recorded { get; set; }

            internal IReadOnlyList<Tensor> ToSave => saved;

            /// <summary>Keeps tensors; backward notices if they were changed in the meantime.</summary>
            public void save_for_backward(List<Tensor> tensors) => saved = tensors;

            public List<Tensor> get_saved_variables() =>
                Recorded is null ? saved : Enumerable.Range(0, saved.Count).Select(i => Recorded[i]).ToList();

            /// <summary>Keeps something that is no tensor.</summary>
            public void save_data(string key, object value) => data[key] = value;

            public object get_data(string key) =>
                data.TryGetValue(key, out var value)
                    ? value
                    : throw new KeyNotFoundException($"get_data: nothing was saved under '{key}'");

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing) { }
        }

        /// <summary>An operation whose gradient you write yourself.</summary>
        public abstract class Function<T>
            where T : Function<T>, new()
        {
            /// <summary>What messages call it.</summary>
            public abstract string Name { get; }
        }

        /// <summary>An operation of one output whose gradient you write yourself; run it by <c>apply</c>.</summary>
        public abstract class SingleTensorFunction<T> : Function<T>
            where T : SingleTensorFunction<T>, new()
        {
            /// <summary>The computation; nothing in it is recorded.</summary>
            /// <param name="vars">What apply was given: tensors and anything else.</param>
            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            /// <summary>The gradients of everything that apply was given, null for what has none.</summary>
            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            public static Tensor apply(params object[] vars)
            {
                var function = new T();
                var ctx = new AutogradContext();
                Tensor output;
                using (no_grad())
                    output = function.forward(ctx, vars);
                var places = Enumerable.Range(0, vars.Length).Where(i => vars[i] is Tensor).ToArray();
                var inputs = Array.ConvertAll(places, i => (Tensor)vars[i]);
                if (!is_grad_enabled() || !Array.Exists(inputs, input => input.requires_grad))
                    return output;
                // An input that forward gave back must not become its own history.
                if (Array.Exists(inputs, input => ReferenceEquals(input.Impl, output.Impl)))
                    output = output.detach();
                var shapes = Array.ConvertAll(inputs, input => input.Impl.Sizes);
                return Autograd.Record(
                    function.Name,
                    output,
                    inputs,
                    ctx.ToSave.ToArray(),
                    (grad, saved, _) =>
                    {
                        ctx.Recorded = saved;
                        var gradients = function.backward(ctx, grad);
                        if (gradients.Count != vars.Length)
                            throw new TorchException(
                                $"{function.Name}: backward gave {gradients.Count} gradients for {vars.Length} arguments of apply"
                            );
                        for (var i = 0; i < places.Length; i++)
                            if (
                                gradients[places[i]] is { } gradient
                                && !gradient.Impl.Sizes.AsSpan().SequenceEqual(shapes[i])
                            )
                                throw new TorchException(
                                    $"{function.Name}: backward gave a gradient of shape {Shapes.Text(gradient.Impl.Sizes)} for an "
                                        + $"input of shape {Shapes.Text(shapes[i])}"
                                );
                        return Array.ConvertAll(places, i => (Tensor?)gradients[i]);
                    }
                );
            }
        }
    }
}
