using System.Diagnostics;

namespace DigitLab.Host.Tests.Session;

/// <summary>An interrupt ends any code, and the session goes on with its state.</summary>
public class InterruptTests
{
    [Theory]
    [InlineData("while (true) { n++; }")]
    [InlineData("while (true) { n += (int)Math.Sqrt(n); }")]
    [InlineData("System.Threading.Thread.Sleep(-1);")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("await Task.Yield(); while (true) { n++; }")]
    [InlineData("new System.Threading.ManualResetEventSlim().Wait();")]
    [InlineData("Task.Delay(-1).Wait();")]
    [InlineData("while (true) { try { n++; } catch (Exception) { n = 0; } }")]
    [InlineData(
        "int Endless(int i) => i < 0 ? i : Endless2(i); int Endless2(int i) { while (true) i = Math.Abs(i); }\nEndless(1)"
    )]
    [InlineData("IEnumerable<int> All() { while (true) yield return 1; }\nAll().Sum()")]
    public void Every_kind_of_waiting_ends(string code)
    {
        var session = new TestSession();
        session.Succeed("int n = 1;");
        using var interrupt = new CancellationTokenSource();
        var stopwatch = new Stopwatch();
        interrupt.Token.Register(stopwatch.Start);
        interrupt.CancelAfter(300);

        var cell = session.RunUntil(interrupt.Token, $"var mine = 7;\n{code}");

        stopwatch.Stop();
        cell.Error!.Name.ShouldBe("Interrupted");
        stopwatch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        session.Succeed("n += 1; mine").ResultText.ShouldBe("7");
    }

    [Fact]
    public void Code_that_watches_for_the_interrupt_ends_in_good_order()
    {
        var session = new TestSession();
        using var interrupt = new CancellationTokenSource(300);

        var cell = session.RunUntil(
            interrupt.Token,
            """
            var steps = 0;
            var token = Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken;
            while (!token.IsCancellationRequested) { System.Threading.Thread.Sleep(20); steps++; }
            var tidy = true;
            """
        );

        cell.Error!.Name.ShouldBe("Interrupted");
        session.Succeed("tidy").ResultText.ShouldBe("True");
    }
}
