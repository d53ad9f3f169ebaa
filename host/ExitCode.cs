namespace DigitLab.Host;

/// <summary>Exit codes of the command.</summary>
internal enum ExitCode
{
    Success = 0,

    /// <summary>A cell failed.</summary>
    CellFailed = 1,

    /// <summary>A file that would be overwritten has been changed.</summary>
    WouldOverwrite = 1,

    /// <summary>The command line or a notebook file is wrong.</summary>
    Usage = 2,

    /// <summary>Something that the command needs is not on this machine.</summary>
    Environment = 3,

    /// <summary>The user pressed Ctrl+C.</summary>
    Interrupted = 130,

    /// <summary>The process that ran a notebook ended without a word.</summary>
    Crashed = 134,
}
