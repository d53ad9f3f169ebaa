using System.Diagnostics;
using DigitLab.Host.Session;
using DigitLab.Host.Tests.Labs;

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
        AppContext.SetData("started", () => interrupt.CancelAfter(300));

        var cell = session.RunUntil(
            interrupt.Token,
            $"var mine = 7; ((Action)AppContext.GetData(\"started\"))();\n{code}"
        );

        stopwatch.Stop();
        cell.Error!.Name.ShouldBe("Interrupted");
        stopwatch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        session.Succeed("n += 1; mine").ResultText.ShouldBe("7");
    }

    [Fact]
    public void Code_that_watches_for_the_interrupt_ends_in_good_order()
    {
        var session = new TestSession();
        using var interrupt = new CancellationTokenSource();
        AppContext.SetData("started", () => interrupt.CancelAfter(300));

        var cell = session.RunUntil(
            interrupt.Token,
            """
            ((Action)AppContext.GetData("started"))();
            var steps = 0;
            var token = Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken;
            while (!token.IsCancellationRequested) { System.Threading.Thread.Sleep(20); steps++; }
            var tidy = true;
            """
        );

        cell.Error!.Name.ShouldBe("Interrupted");
        session.Succeed("tidy").ResultText.ShouldBe("True");
    }

    /// <summary>
    /// A training loop as students write it knows nothing of tokens, and the engine's threads work while it runs. The
    /// checks in the loop have to be enough, time after time.
    /// </summary>
    [Fact]
    public void A_training_loop_of_a_students_own_is_interrupted_again_and_again()
    {
        Course.NeedsLibrary();
        var session = new TestSession(Course.Notebooks());
        session.Succeed("#!import setup.dib");
        session.Succeed(
            """
            var model = nn.Sequential(nn.Conv2d(1, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(16 * 12 * 12, 10));
            var optimizer = optim.Adam(model.parameters());
            var images = rand(1000, 1, 28, 28);
            var labels = randint(10, 1000);
            var steps = 0;
            """
        );
        for (var round = 0; round < 10; round++)
        {
            var before = int.Parse(session.Succeed("steps").ResultText!);
            using var interrupt = new CancellationTokenSource();
            // Some time after the first step, at another place of a step each time.
            AppContext.SetData("after a step", () => interrupt.CancelAfter(37 * round));

            var cell = session.RunUntil(
                interrupt.Token,
                """
                for (var step = 0; step < 1_000_000; step++)
                {
                    optimizer.zero_grad();
                    var loss = nn.functional.cross_entropy(model.call(images), labels);
                    loss.backward();
                    optimizer.step();
                    steps++;
                    if (step == 0)
                        ((Action)AppContext.GetData("after a step"))();
                }
                """
            );

            cell.Error!.Name.ShouldBe("Interrupted");
            int.Parse(session.Succeed("steps").ResultText!).ShouldBeGreaterThan(before);
        }
        session.Succeed("model.call(images).isfinite().all().item<bool>()").ResultText.ShouldBe("True");
    }
}
