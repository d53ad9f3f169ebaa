namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module whose forward pass others can listen to.</summary>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            public Dictionary<string, TPreHook> pre_hooks = [];
            public Dictionary<string, TPostHook> post_hooks = [];
            public Dictionary<string, Action<Module>> module_pre_hooks = [];
            public Dictionary<string, Action<Module>> module_post_hooks = [];
            private long hooks;

            internal bool HasHooks =>
                pre_hooks.Count + post_hooks.Count + module_pre_hooks.Count + module_post_hooks.Count > 0;

            protected HookableModule(string name)
                : base(name) { }

            /// <summary>Calls the hook with the module, its input and its output after each forward pass.</summary>
            public HookRemover register_forward_hook(TPostHook hook) => Register(post_hooks, hook);

            /// <summary>Calls the hook with the module and its input before each forward pass.</summary>
            public HookRemover register_forward_pre_hook(TPreHook hook) => Register(pre_hooks, hook);

            /// <summary>Calls the hook with the module after each forward pass.</summary>
            public HookRemover register_forward_hook(Action<Module> hook) => Register(module_post_hooks, hook);

            public HookRemover register_forward_pre_hook(Action<Module> hook) => Register(module_pre_hooks, hook);

            private HookRemover Register<THook>(Dictionary<string, THook> registered, THook hook)
            {
                var key = $"hook{hooks++}";
                registered.Add(key, hook);
                return new HookRemover(this, key);
            }

            private protected void RunPreHooks()
            {
                foreach (var hook in module_pre_hooks.Values)
                    hook(this);
            }

            private protected void RunPostHooks()
            {
                foreach (var hook in module_post_hooks.Values)
                    hook(this);
            }

            public class HookRemover(HookableModule<TPreHook, TPostHook> module, string key)
            {
                public void remove()
                {
                    module.pre_hooks.Remove(key);
                    module.post_hooks.Remove(key);
                    module.module_pre_hooks.Remove(key);
                    module.module_post_hooks.Remove(key);
                }
            }
        }
    }
}
