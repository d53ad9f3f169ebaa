namespace TorchSharp;

public static partial class torch
{
    /// <summary>Settings of devices that this engine does not have. Setting them has no effect.</summary>
    public static partial class backends
    {
        public static partial class cuda
        {
            public static bool flash_sdp_enabled() => false;

            public static bool math_sdp_enabled() => false;

            public static void enable_flash_sdp(bool enable) { }

            public static void enable_math_sdp(bool enable) { }

            public static partial class matmul
            {
                public static bool allow_tf32 { get; set; }

                public static bool allow_fp16_reduced_precision_reduction { get; set; }
            }
        }

        public static partial class cudnn
        {
            public static bool allow_tf32 { get; set; }
        }
    }
}
