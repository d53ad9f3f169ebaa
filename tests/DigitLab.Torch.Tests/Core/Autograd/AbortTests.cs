using System.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Autograd;

/// <summary>A notebook host's last resort aborts the thread that trains, wherever it is.</summary>
public class AbortTests
{
    // Run by hand: the runtime itself (10.0) can crash, in its unwinder, when an abort meets it compiling a method.
    [Fact(Explicit = true)]
    public void A_training_loop_may_be_aborted_anywhere()
    {
        var expected = Losses();
        for (var round = 0; round < 40; round++)
        {
            using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(20 + round * 3));
#pragma warning disable SYSLIB0046 // Aborting is what is under test.
            Should.Throw<OperationCanceledException>(() => ControlledExecution.Run(Forever, stop.Token));
#pragma warning restore SYSLIB0046
            if (round % 10 == 9)
                Losses().ShouldBe(expected);
        }

        static void Forever()
        {
            while (true)
                Losses();
        }
    }

    /// <summary>Of a few steps of a student's loop, the same each time.</summary>
    private static float[] Losses()
    {
        manual_seed(3);
        var model = nn.Sequential(
            nn.Conv2d(1, 6, 5, padding: 2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5),
            nn.Tanh(),
            nn.AvgPool2d(2),
            nn.Flatten(),
            nn.Dropout(0.1),
            nn.Linear(400, 10)
        );
        var optimizer = optim.Adam(model.parameters(), 1e-3);
        var criterion = nn.CrossEntropyLoss();
        var (images, labels) = (rand(256, 1, 28, 28), randint(10, new long[] { 256 }));
        var losses = new float[4];
        for (var step = 0; step < losses.Length; step++)
        {
            using var scope = NewDisposeScope();
            var chosen = randint(256, new long[] { 96 });
            var loss = criterion.call(model.call(images.index_select(0, chosen)), labels.index_select(0, chosen));
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            losses[step] = loss.item<float>();
        }
        return losses;
    }
}
