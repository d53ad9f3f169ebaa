using System.Text;

namespace DigitLab.Host.Session;

/// <summary>
/// Redirects Console to the output of the cell that uses it; the process's own streams remain available.
/// </summary>
internal static class ConsoleRedirection
{
    private static readonly Lock Gate = new();
    private static TextWriter? cellOut;
    private static TextWriter? cellError;
    private static TextReader? cellIn;

    /// <summary>The process's standard output.</summary>
    public static TextWriter Out { get; private set; } = Console.Out;

    /// <summary>The process's standard error.</summary>
    public static TextWriter Error { get; private set; } = Console.Error;

    /// <summary>The process's standard input.</summary>
    public static TextReader In { get; private set; } = Console.In;

    /// <summary>Called before each cell: undoes a cell's <c>Console.SetOut</c>.</summary>
    public static void Install()
    {
        lock (Gate)
        {
            if (cellOut is null)
            {
                (Out, Error, In) = (Console.Out, Console.Error, Console.In);
                UnhandledExceptions.Install();
            }
            if (cellOut is null || Console.Out != cellOut)
            {
                Console.SetOut(new CellWriter("stdout"));
                cellOut = Console.Out;
            }
            if (cellError is null || Console.Error != cellError)
            {
                Console.SetError(new CellWriter("stderr"));
                cellError = Console.Error;
            }
            if (cellIn is null || Console.In != cellIn)
            {
                Console.SetIn(new CellReader());
                cellIn = Console.In;
            }
        }
    }

    private sealed class CellWriter(string stream) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override string NewLine => "\n";

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

        public override void Write(string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                OutputSink.Current.Write(stream, value);
            }
        }

        // One call per line, so that lines of different threads are not mixed.
        public override void WriteLine(string? value) => Write(value + "\n");

        public override void WriteLine() => Write("\n");

        public override void WriteLine(ReadOnlySpan<char> buffer) => Write(buffer.ToString() + "\n");
    }

    private sealed class CellReader : TextReader
    {
        private string pending = "";

        public override int Peek() => pending.Length > 0 ? pending[0] : -1;

        public override int Read()
        {
            if (pending.Length == 0)
            {
                pending = OutputSink.Current.ReadInput("", isPassword: false) + "\n";
            }
            var first = pending[0];
            pending = pending[1..];
            return first;
        }

        public override string ReadLine()
        {
            if (pending.Length == 0)
            {
                return OutputSink.Current.ReadInput("", isPassword: false);
            }
            var line = pending.TrimEnd('\n');
            pending = "";
            return line;
        }
    }
}
