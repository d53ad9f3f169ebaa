using DigitLab.Host.Session;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive.Commands
{
    /// <summary>A command for a kernel.</summary>
    public abstract class KernelCommand
    {
        private protected KernelCommand(string? targetKernelName) => TargetKernelName = targetKernelName;

        /// <summary>The kernel that runs it; null: the one that it is sent to.</summary>
        public string? TargetKernelName { get; }
    }

    /// <summary>Code to run, as in a cell.</summary>
    public class SubmitCode(string code, string? targetKernelName = null) : KernelCommand(targetKernelName)
    {
        public string Code { get; } = code;

        public override string ToString() => $"SubmitCode: {Code}";
    }
}

namespace Microsoft.DotNet.Interactive.Events
{
    /// <summary>An event of a command.</summary>
    public abstract class KernelEvent
    {
        private protected KernelEvent(KernelCommand command) => Command = command;

        public KernelCommand Command { get; }
    }

    public sealed class CommandSucceeded : KernelEvent
    {
        internal CommandSucceeded(KernelCommand command)
            : base(command) { }
    }

    public sealed class CommandFailed : KernelEvent
    {
        internal CommandFailed(KernelCommand command, string message)
            : base(command) => Message = message;

        public string Message { get; }
    }

    /// <summary>The value of the code's last expression.</summary>
    public sealed class ReturnValueProduced : KernelEvent
    {
        internal ReturnValueProduced(KernelCommand command, object? value)
            : base(command) => Value = value;

        public object? Value { get; }
    }
}

namespace Microsoft.DotNet.Interactive
{
    /// <summary>The result of a command.</summary>
    public sealed class KernelCommandResult
    {
        internal KernelCommandResult(KernelCommand command, SubmissionOutcome outcome)
        {
            Command = command;
            var values = outcome.Values.Select(value => (KernelEvent)new ReturnValueProduced(command, value));
            Events =
            [
                .. values,
                outcome.Error is { } error
                    ? new CommandFailed(command, string.Join('\n', error.Traceback))
                    : new CommandSucceeded(command),
            ];
        }

        public KernelCommand Command { get; }

        public IReadOnlyList<KernelEvent> Events { get; }
    }
}
