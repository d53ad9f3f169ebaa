using DigitLab.Charts.Tests;
using DigitLab.Data;
using DigitLab.Models;
using DigitLab.Training;
using static TorchSharp.torch;

namespace DigitLab.Tests;

public class ReadmeTests
{
    [Fact]
    public void The_example_in_the_README_is_this_one()
    {
        ReadmeExample.ShouldStandIn("lib/DigitLab/README.md");
        var display = Live.Display;
        Live.Display = _ => _ => { };
        try
        {
            // README
            var (everything, test) = Mnist.Load();
            var (train, validation) = everything.Take(5_000).Split(validationShare: 0.2);

            manual_seed(1);
            var model = LeNet5.WithRelu();
            var trainer = new Trainer(model, optim.Adam(model.parameters()));
            var history = trainer.Fit(train, epochs: 3, batchSize: 64, validation, callbacks: [new EarlyStopping()]);

            Console.WriteLine(history.LossChart().Title);
            Console.WriteLine(trainer.Evaluate(test));
            // end
            history.Last.ValidationAccuracy.ShouldBeGreaterThan(0.85);
        }
        finally
        {
            Live.Display = display;
        }
    }
}
