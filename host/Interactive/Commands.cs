using DigitLab.Host.Session;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive.Commands
{
    /// <summary>What a kernel can be asked to do.</summary>
    public abstract class KernelCommand
    {
        private protected KernelCommand(string? targetKernelName) => TargetKernelName = targetKernelName;

        /// <summary>The kernel that is to do it; null: the one that is asked.</summary>
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
    /// <summary>What happened when a command ran.</summary>
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

    /// <summary>The value that the code ended in.</summary>
    public sealed class ReturnValueProduced : KernelEvent
    {
        internal ReturnValueProduced(KernelCommand command, object? value)
            : base(command) => Value = value;

        public object? Value { get; }
    }
}

namespace Microsoft.DotNet.Interactive
{
    /// <summary>What became of a command.</summary>
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
