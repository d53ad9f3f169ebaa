using System.Globalization;
using System.Net;

namespace TorchSharp;

public static partial class torch
{
    public static partial class utils
    {
        /// <summary>Event files for TensorBoard.</summary>
        public static partial class tensorboard
        {
            /// <summary>A writer with a new file.</summary>
            /// <param name="log_dir">The folder of the run; by default runs/DATE_TIME_HOST. TensorBoard compares the folders under one.</param>
            /// <param name="filename_suffix">Ends the file's name, after a dot.</param>
            /// <param name="createRunName">Makes a folder DATE_TIME_HOST in log_dir too.</param>
            public static Modules.SummaryWriter SummaryWriter(
                string? log_dir = null,
                string? filename_suffix = null,
                bool createRunName = false
            )
            {
                if (string.IsNullOrEmpty(log_dir))
                    (log_dir, createRunName) = ("runs", true);
                if (createRunName)
                    log_dir = Path.Combine(log_dir, RunName());
                return new Modules.SummaryWriter(log_dir, filename_suffix);
            }

            private static string RunName() =>
                DateTime.Now.ToString("MMMdd_HH-mm-ss_", CultureInfo.InvariantCulture) + Dns.GetHostName();
        }
    }
}
