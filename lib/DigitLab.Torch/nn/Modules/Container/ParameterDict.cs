namespace TorchSharp.Modules
{
    /// <summary>Parameters by name, in order, each registered.</summary>
    public partial class ParameterDict;
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            public static ParameterDict ParameterDict(params (string, Parameter)[] parameters)
            {
                var result = new ParameterDict();
                foreach (var parameter in parameters)
                    result.Add(parameter);
                return result;
            }
        }
    }
}
