using System.Buffers;

namespace TorchSharp;

/// <summary>
/// Holds the tensors that are made on this thread while it is the innermost scope, and disposes them with itself, but for
/// those moved out or detached: <c>using var scope = torch.NewDisposeScope();</c> around a training step.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    /// <summary>Recycled sets: a training loop opens one for every step.</summary>
    [ThreadStatic]
    private static Stack<HashSet<IDisposable>>? spare;

    private HashSet<IDisposable> held = spare is { Count: > 0 } ? spare.Pop() : new(ReferenceEqualityComparer.Instance);
    private bool disposed;

    internal DisposeScope(DisposeScope? outer) => Outer = outer;

    internal DisposeScope? Outer { get; }

    public int DisposablesCount => held.Count;

    public IReadOnlyList<IDisposable> DisposablesView => held.ToList();

    public bool Contains(IDisposable disposable) => held.Contains(disposable);

    internal void Add(IDisposable disposable) => held.Add(disposable);

    public void Attach(IDisposable disposable)
    {
        Leave(disposable);
        held.Add(disposable);
        if (disposable is torch.Tensor tensor)
            tensor.Scope = this;
    }

    public void Attach(params IDisposable[] disposables)
    {
        foreach (var disposable in disposables)
            Attach(disposable);
    }

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var list = disposables.ToList();
        foreach (var disposable in list)
            Attach(disposable);
        return list;
    }

    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        Move(Outer, disposable);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable => (MoveToOuter(first), MoveToOuter(second));

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable => (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
            Move(Outer, disposable);
    }

    public T MoveToOther<T>(DisposeScope? scope, T disposable)
        where T : IDisposable
    {
        Move(scope, disposable);
        return disposable;
    }

    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables)
    {
        foreach (var disposable in disposables)
            Move(scope, disposable);
    }

    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
            Move(scope, disposable);
    }

    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        Move(null, disposable);
        return disposable;
    }

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
            Move(null, disposable);
    }

    public T DisposeEverythingBut<T>(T keep)
        where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        foreach (var disposable in held.Where(d => !keep.Contains(d)).ToList())
        {
            held.Remove(disposable);
            Release(disposable);
        }
    }

    public void DisposeEverything()
    {
        // Disposing one may dispose others (a module its parameters), so the set is walked as a copy.
        if (held.Count == 0)
            return;
        var count = held.Count;
        var all = ArrayPool<IDisposable>.Shared.Rent(count);
        held.CopyTo(all);
        held.Clear();
        foreach (var disposable in all.AsSpan(0, count))
            Release(disposable);
        ArrayPool<IDisposable>.Shared.Return(all, clearArray: true);
    }

    public void MarkAsDisposed(IDisposable disposable) => held.Remove(disposable);

    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        DisposeScopeManager.Leave(this);
        DisposeEverything();
        (spare ??= new()).Push(held);
        held = new(ReferenceEqualityComparer.Instance);
    }

    private static void Release(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor)
            tensor.Scope = null;
        disposable.Dispose();
    }

    private void Leave(IDisposable disposable)
    {
        var current = disposable is torch.Tensor tensor ? tensor.Scope : this;
        current?.held.Remove(disposable);
    }

    private void Move(DisposeScope? target, IDisposable disposable)
    {
        Leave(disposable);
        if (disposable is torch.Tensor tensor)
            tensor.Scope = target;
        target?.held.Add(disposable);
    }
}

public class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScope? current;

    internal static DisposeScope? Current => current;

    internal static DisposeScope Enter() => current = new DisposeScope(current);

    internal static void Leave(DisposeScope scope)
    {
        // Scopes are nested: closing an outer one closes those inside it.
        for (var open = current; open is not null; open = open.Outer)
        {
            if (ReferenceEquals(open, scope))
            {
                current = scope.Outer;
                return;
            }
        }
    }

    internal static void Register(torch.Tensor tensor)
    {
        if (current is { } scope)
        {
            tensor.Scope = scope;
            scope.Add(tensor);
        }
    }

    /// <summary>Makes what follows belong to no scope, until the result is disposed: for what outlives a step.</summary>
    internal static Outside Suspend()
    {
        var outside = new Outside(current);
        current = null;
        return outside;
    }

    internal readonly struct Outside(DisposeScope? suspended) : IDisposable
    {
        public void Dispose() => current = suspended;
    }
}

public static partial class torch
{
    /// <summary>Opens a scope that disposes the tensors made within it; close it with <c>using</c>.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.Enter();

    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.Current;

    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    public partial class Tensor
    {
        /// <summary>Saves this tensor from the end of its scope.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            Scope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            other.Attach((IDisposable)this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other)
        {
            if (other.Scope is { } scope)
                scope.Attach((IDisposable)this);
            else
                DetachFromDisposeScope();
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            Scope?.Detach(this);
            return this;
        }
    }
}
