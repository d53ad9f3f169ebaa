namespace TorchSharp.Modules
{
    /// <summary>Parameters by number, each registered.</summary>
    public partial class ParameterList;
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            public static ParameterList ParameterList(params Parameter[] parameters) => new(parameters);
        }
    }
}
