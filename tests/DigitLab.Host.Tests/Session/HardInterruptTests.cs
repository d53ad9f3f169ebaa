using System.Diagnostics;
using System.Text.Json.Nodes;
using DigitLab.Fuzzing;
using DigitLab.Host.Documents;
using DigitLab.Host.Tests.Jupyter;

namespace DigitLab.Host.Tests.Session;

/// <summary>
/// Whatever a cell does, an interrupt is answered and the kernel's process lives on with its variables.
/// <c>DIGITLAB_INTERRUPTS</c> sets how many cells are interrupted (default: each kind once), and asks for the answer within
/// three seconds; <c>DIGITLAB_FUZZ_SEED</c> when.
/// </summary>
public class HardInterruptTests(ITestOutputHelper output)
{
    private static readonly string? Wanted = Environment.GetEnvironmentVariable("DIGITLAB_INTERRUPTS");

    [Fact]
    public void Cells_of_all_kinds_are_interrupted_and_no_process_ends()
    {
        var kinds = InterruptedCells.OwnCode.Concat(InterruptedCells.InsideLibraries).ToArray();
        var count = int.TryParse(Wanted, out var number) ? number : kinds.Length;
        var seed = FuzzSeed.Next(output);
        var random = new Random(seed);
        using var kernel = new KernelProcess();
        kernel.Shell.Execute("int n = 1; var kept = 7;").Content.Text("status").ShouldBe("ok");
        var slowest = (Time: TimeSpan.Zero, Code: "");
        for (var i = 0; i < count; i++)
        {
            var code = kinds[i % kinds.Length];
            var request = kernel.Send($"Console.WriteLine(\"go\");\n{code}");
            kernel
                .WaitFor(request, message => message.Type == "error" || KernelProcess.Text(message).Contains("go"))
                .Type.ShouldNotBe("error", code);
            Thread.Sleep(random.Next(400));

            if (Wanted is not null)
            {
                Console.Error.WriteLine($"{i}: {code}");
            }
            var clock = Stopwatch.StartNew();
            kernel.Control.Request("interrupt_request", []);
            // The answer: that the cell has ended, or that it is inside a library and what can be done.
            var answer = kernel.WaitFor(
                request,
                message => message.Type == "error" || KernelProcess.Text(message).Contains("inside a library")
            );
            if (clock.Elapsed > slowest.Time)
            {
                slowest = (clock.Elapsed, code);
            }
            if (answer.Type != "error")
            {
                InterruptedCells.InsideLibraries.ShouldContain(code);
            }
            kernel.Beat();

            var reply = kernel.Shell.ReplyTo(request);
            reply.Content.Text("ename").ShouldBe("Interrupted", code);
            kernel.Process.HasExited.ShouldBeFalse(kernel.Errors);
            var value = new JsonObject
            {
                ["code"] = "",
                ["user_expressions"] = new JsonObject { ["k"] = "kept" },
            };
            kernel.Shell.Request("execute_request", value).Content["user_expressions"]!["k"]!["data"]!["text/plain"]!
                .ToString()
                .ShouldBe("7", code);
        }
        output.WriteLine(
            $"{count} interrupts; the slowest answer took {slowest.Time.TotalSeconds:0.00} s: {slowest.Code}"
        );
        if (Wanted is not null)
        {
            slowest.Time.ShouldBeLessThan(TimeSpan.FromSeconds(3), slowest.Code);
        }
    }

    [Fact]
    public void A_second_interrupt_restarts_a_kernel_whose_cell_stays_inside_a_library()
    {
        using var kernel = new KernelProcess();
        var checkpoint = Path.Combine(kernel.Folder, "lenet.dat");
        File.WriteAllText(checkpoint, "");
        var request = kernel.Send(
            $"AppContext.SetData(\"DigitLab.Checkpoint\", \"{checkpoint}\"); Console.WriteLine(\"go\");\n"
                + "System.Text.RegularExpressions.Regex.IsMatch(new string('a', 60) + \"!\", \"^(a+)+$\")"
        );
        kernel.WaitFor(request, message => KernelProcess.Text(message).Contains("go"));

        kernel.Control.Request("interrupt_request", []);
        var notice = KernelProcess.Text(
            kernel.WaitFor(request, message => KernelProcess.Text(message).Contains("inside a library"))
        );
        notice.ShouldContain("Wait");
        notice.ShouldContain("interrupt again");
        notice.ShouldContain(checkpoint);
        kernel.Beat();
        kernel.Process.HasExited.ShouldBeFalse();

        kernel.Control.Request("interrupt_request", []);
        kernel.WaitFor(request, message => message.Type == "error").Content.Text("evalue")!.ShouldContain(checkpoint);
        kernel.Shell.ReplyTo(request).Content.Text("ename").ShouldBe("KernelRestarting");
        kernel.Process.WaitForExit(TimeSpan.FromMinutes(1)).ShouldBeTrue();
    }

    [Fact]
    public void A_callback_of_the_cells_token_that_blocks_keeps_nobody_from_interrupting_or_ending()
    {
        using var kernel = new KernelProcess();
        var code =
            "using Microsoft.DotNet.Interactive;\n"
            + "KernelInvocationContext.Current.CancellationToken.Register(() => System.Threading.Thread.Sleep(-1));\n"
            + "AppDomain.CurrentDomain.ProcessExit += (_, _) => System.Threading.Thread.Sleep(-1);\n"
            + "Console.WriteLine(\"go\"); while (true) ;";
        var request = kernel.Send(code);
        kernel.WaitFor(request, message => KernelProcess.Text(message).Contains("go"));

        kernel.Control.Request("interrupt_request", []).Content.Text("status").ShouldBe("ok");
        kernel.Shell.ReplyTo(request).Content.Text("ename").ShouldBe("Interrupted");
        kernel.Control.Request("shutdown_request", []).Content.Text("status").ShouldBe("ok");
        kernel.Process.WaitForExit(TimeSpan.FromMinutes(1)).ShouldBeTrue();
    }

    [Fact]
    public void Compilation_is_interrupted()
    {
        using var kernel = new KernelProcess();
        // Each lambda is tried as an argument of either overload, and so is all that it contains.
        var nested = string.Concat(Enumerable.Range(0, 20).Select(i => $"F(x{i} => "));
        var request = kernel.Send(
            "int F(Func<int, int> f) => 0; class A { public static int F(Func<int, int> f) => 0; "
                + "public static int F(Func<string, int> f) => 0; "
                + $"int G() => {nested}0{new string(')', 20)}; }}"
        );
        kernel.WaitFor(request, message => message.Type == "execute_input");
        Thread.Sleep(200);
        kernel.Control.Request("interrupt_request", []).Content.Text("status").ShouldBe("ok");
        // Where the compiler is quick to refuse it, there is nothing to interrupt.
        kernel.Shell.ReplyTo(request).Content.Text("ename").ShouldBeOneOf("Interrupted", "CompilationError");
        kernel.Shell.Execute("1 + 1").Content.Text("status").ShouldBe("ok");
    }

    /// <summary>Threads of the pool are not what the kernel's sockets wait for.</summary>
    [Fact]
    public void A_cell_that_occupies_the_thread_pool_is_interrupted()
    {
        using var kernel = new KernelProcess();
        var request = kernel.Send(
            "for (var i = 0; i < 1000; i++) Task.Run(() => System.Threading.Thread.Sleep(-1)); Console.WriteLine(\"go\"); while (true) ;"
        );
        kernel.WaitFor(request, message => KernelProcess.Text(message).Contains("go"));
        kernel.Beat();
        kernel.Control.Request("interrupt_request", []).Content.Text("status").ShouldBe("ok");
        kernel.Shell.ReplyTo(request).Content.Text("ename").ShouldBe("Interrupted");
    }
}
