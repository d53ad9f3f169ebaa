using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// A part of a network: it holds parameters, buffers and further modules, each under a name. Derived classes keep them
        /// in fields and call <see cref="RegisterComponents"/> at the end of their constructor.
        /// </summary>
        public partial class Module : IDisposable
        {
            private readonly Dictionary<string, Module> submodules = [];
            private readonly Dictionary<string, Parameter> parametersByName = [];
            private readonly Dictionary<string, (Tensor Tensor, bool Persistent)> buffersByName = [];
            private readonly List<string> order = [];
            private bool registered;
            private bool disposed;

            protected Module(string name) => this.name = name;

            public string name;

            /// <summary>The name under which the enclosing module knows this one.</summary>
            internal string? NameInParent { get; private set; }

            public virtual bool training { get; private set; } = true;

            public virtual string GetName() => name;

            /// <summary>How messages speak of this module: its name in the network and what it is.</summary>
            internal string Description
            {
                get
                {
                    var kind = GetType().Name.Split('`')[0];
                    var what = Configuration is "" ? kind : $"{kind}({Configuration})";
                    return NameInParent is null or "" ? what : $"'{NameInParent}' {what}";
                }
            }

            /// <summary>What distinguishes this module from others of its kind: "256 -> 120".</summary>
            internal virtual string Configuration => "";

            /// <summary>Finds the parameters, buffers and modules in the fields and registers them under the fields' names.</summary>
            protected virtual void RegisterComponents()
            {
                if (registered)
                    return;
                registered = true;
                foreach (var field in Fields(GetType()))
                {
                    var component = field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
                    switch (field.GetValue(this))
                    {
                        case Module module when !submodules.ContainsValue(module):
                            register_module(component, module);
                            break;
                        case Parameter parameter when !parametersByName.ContainsValue(parameter):
                            register_parameter(component, parameter);
                            break;
                        case Tensor tensor and not Modules.Parameter:
                            register_buffer(component, tensor);
                            break;
                    }
                }
            }

            private static IEnumerable<FieldInfo> Fields(Type type)
            {
                const BindingFlags Own =
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
                var chain = new Stack<Type>();
                for (var t = type; t is not null && t.Assembly != typeof(Module).Assembly; t = t.BaseType)
                    chain.Push(t);
                return chain.SelectMany(t => t.GetFields(Own));
            }

            public virtual void register_module(string name, Module submodule)
            {
                CheckName(name);
                if (submodule is null)
                    throw new ArgumentNullException(nameof(submodule), $"module '{name}' is null");
                submodule.NameInParent = name;
                submodules.Add(name, submodule);
                order.Add(name);
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public virtual void register_parameter(string name, Parameter param)
            {
                CheckName(name);
                if (param is null)
                    return;
                param.DetachFromDisposeScope();
                parametersByName.Add(name, param);
                order.Add(name);
            }

            /// <summary>Registers a tensor that belongs to the module's state but is not trained.</summary>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                CheckName(name);
                if (tensor is null)
                    return;
                tensor.DetachFromDisposeScope();
                buffersByName.Add(name, (tensor, persistent));
                order.Add(name);
            }

            /// <summary>Registers a parameter in place of the one of that name; null takes the name away.</summary>
            /// <returns>The parameter.</returns>
            private protected Parameter Registered(string name, Parameter? param)
            {
                if (param is not null && parametersByName.ContainsKey(name))
                {
                    param.DetachFromDisposeScope();
                    parametersByName[name] = param;
                }
                else if (param is not null)
                    register_parameter(name, param);
                else if (parametersByName.Remove(name))
                    order.Remove(name);
                return param!;
            }

            /// <summary>The same for a buffer.</summary>
            private protected Tensor Registered(string name, Tensor? buffer)
            {
                if (buffer is not null && buffersByName.TryGetValue(name, out var earlier))
                {
                    buffer.DetachFromDisposeScope();
                    buffersByName[name] = (buffer, earlier.Persistent);
                }
                else if (buffer is not null)
                    register_buffer(name, buffer);
                else if (buffersByName.Remove(name))
                    order.Remove(name);
                return buffer!;
            }

            private void CheckName(string name)
            {
                if (name.Contains('.'))
                    throw new ArgumentException($"the name '{name}' must not contain a dot");
                if (
                    submodules.ContainsKey(name)
                    || parametersByName.ContainsKey(name)
                    || buffersByName.ContainsKey(name)
                )
                    throw new ArgumentException($"'{name}' is registered already in {Description}");
            }

            protected void ClearModules()
            {
                order.RemoveAll(submodules.ContainsKey);
                submodules.Clear();
            }

            /// <summary>Registers these in place of all that was registered: for containers whose contents change.</summary>
            private protected void RegisterAnew<T>(IEnumerable<(string Name, T Component)> components)
            {
                registered = true;
                ClearModules();
                order.RemoveAll(parametersByName.ContainsKey);
                parametersByName.Clear();
                foreach (var (component, value) in components)
                {
                    if (value is Module module)
                        register_module(component, module);
                    else if (value is Parameter parameter)
                        register_parameter(component, parameter);
                }
            }

            /// <summary>The modules that this one consists of, with their names.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children() =>
                order.Where(submodules.ContainsKey).Select(n => (n, submodules[n]));

            public virtual IEnumerable<Module> children() => named_children().Select(c => c.module);

            /// <summary>This module's parts, their parts and so on, with dotted names.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules() =>
                named_children()
                    .SelectMany(child =>
                        child
                            .module.named_modules()
                            .Select(inner => ($"{child.name}.{inner.name}", inner.module))
                            .Prepend(child)
                    );

            public virtual IEnumerable<Module> modules() => named_modules().Select(m => m.module);

            /// <summary>All parameters with dotted names, each once.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Parameter>(System.Collections.Generic.ReferenceEqualityComparer.Instance);
                foreach (var found in AllParameters(recurse))
                    if (seen.Add(found.parameter))
                        yield return found;
            }

            private IEnumerable<(string name, Parameter parameter)> AllParameters(bool recurse)
            {
                foreach (var key in order)
                {
                    if (parametersByName.TryGetValue(key, out var parameter))
                        yield return (key, parameter);
                    else if (recurse && submodules.TryGetValue(key, out var child))
                        foreach (var (inner, found) in child.named_parameters())
                            yield return ($"{key}.{inner}", found);
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => new ParametersOf(this, recurse);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(
                bool recurse = true,
                bool include_nonpersistent = true
            )
            {
                foreach (var key in order)
                {
                    if (buffersByName.TryGetValue(key, out var buffer))
                    {
                        if (buffer.Persistent || include_nonpersistent)
                            yield return (key, buffer.Tensor);
                    }
                    else if (recurse && submodules.TryGetValue(key, out var child))
                        foreach (var (inner, found) in child.named_buffers(true, include_nonpersistent))
                            yield return ($"{key}.{inner}", found);
                }
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(b => b.buffer);

            public virtual bool has_parameter(string target) => named_parameters().Any(p => p.name == target);

            public virtual Parameter? get_parameter(string target) =>
                named_parameters().FirstOrDefault(p => p.name == target).parameter;

            public virtual bool has_buffer(string target) => named_buffers().Any(b => b.name == target);

            public virtual Tensor? get_buffer(string target) =>
                named_buffers().FirstOrDefault(b => b.name == target).buffer;

            /// <summary>Training mode on or off, here and in all parts: dropout and batch normalisation care.</summary>
            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var child in children())
                    child.train(train);
            }

            public virtual void eval() => train(false);

            /// <summary>Applies a function to all parts, then to this module.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in children())
                    child.apply(fn);
                fn(this);
                return this;
            }

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                    Gradients.Clear(parameter, set_to_none);
            }

            /// <summary>Converts every floating-point parameter and buffer, in place.</summary>
            internal void ConvertTo(ScalarType dtype)
            {
                if (!dtype.IsFloat())
                    throw new TorchException($"to: a module takes a floating-point dtype, got {dtype}");
                using var off = no_grad();
                foreach (var tensor in parameters().Concat(buffers()).ToList())
                {
                    if (!tensor.dtype.IsFloat() || tensor.dtype == dtype)
                        continue;
                    using var converted = tensor.to_type(dtype);
                    tensor.Impl.SetData(converted.Impl);
                    tensor.Impl.Grad = null;
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Disposes the parameters and buffers of this module and of its parts.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (disposed || !disposing)
                    return;
                disposed = true;
                foreach (var parameter in parametersByName.Values)
                {
                    parameter.grad?.Dispose();
                    parameter.Dispose();
                }
                foreach (var (buffer, _) in buffersByName.Values)
                    buffer.Dispose();
                foreach (var child in submodules.Values)
                    child.Dispose();
            }
        }

        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
    }
}

/// <summary>Clears gradients between steps.</summary>
internal static class Gradients
{
    public static void Clear(torch.Tensor parameter, bool setToNone)
    {
        var gradient = parameter.Impl.Grad;
        if (gradient is null)
            return;
        if (!setToNone)
        {
            gradient.detach_().zero_();
            return;
        }
        parameter.Impl.Grad = null;
        gradient.Dispose();
    }
}
