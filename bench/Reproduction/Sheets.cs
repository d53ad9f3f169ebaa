using System.Globalization;
using DigitLab.Experiments;
using DigitLab.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Bench.Reproduction;

/// <summary>What the lab sheets train, in their order, with what they say came of it.</summary>
internal static class Sheets
{
    private static readonly string[] Accuracies = ["training accuracy", "test accuracy"];
    private static readonly string[] ValidatedAndTested = ["validation loss", "validation accuracy", "test accuracy"];
    private static readonly string[] Tested = ["test accuracy"];

    public const string MilanoName = "9,682 parameters";

    /// <summary>Changes to Milano's network, each with the points of accuracy that the sheet says the network loses by it.</summary>
    public static readonly IReadOnlyList<(string Name, double ReportedLoss, string Metric)> MilanoChanges =
    [
        ("average pooling", 0.2, "test accuracy"),
        ("no padding", 0.3, "validation accuracy"),
        ("thinner layers", 0.8, "test accuracy"),
        ("RMSprop", 0.9, "test accuracy"),
    ];

    public static readonly IReadOnlyList<Setting> All =
    [
        .. PerceptronByHand(),
        .. PerceptronWithTensors(),
        .. LeNet(),
        Oxford(),
        .. UtrechtModels(),
        .. MilanoVariants(),
        .. Challenges.All,
    ];

    private static IEnumerable<Setting> PerceptronByHand() =>
        from variant in new (int Hidden, double Rate)[] { (50, 0.005), (50, 0.5), (20, 0.5), (5, 0.5) }
        select new Setting(
            "perceptron",
            $"{variant.Hidden} neurons, learning rate {variant.Rate}",
            $"{variant.Hidden} sigmoid neurons, SGD {variant.Rate}, batches of 200, 10 epochs",
            "",
            "",
            Accuracies,
            images =>
            {
                var model = Perceptron.Create(variant.Hidden);
                return Recipes.Epochs(images, model, optim.SGD(model.parameters(), variant.Rate), 10, 200);
            }
        );

    private static IEnumerable<Setting> PerceptronWithTensors() =>
        from variant in new (int Batch, int Epochs)[]
        {
            (200, 10),
            (2_000, 10),
            (20_000, 10),
            (20_000, 100),
            (500, 20),
            (30_000, 20),
            (200, 250),
        }
        select new Setting(
            "perceptron",
            $"batches of {variant.Batch:N0}, {variant.Epochs} epochs",
            $"20 sigmoid neurons, Adam 0.001, batches of {variant.Batch:N0}, {variant.Epochs} epochs",
            "",
            "",
            Accuracies,
            images =>
            {
                var model = Perceptron.Create(20);
                return Recipes.Epochs(images, model, optim.Adam(model.parameters()), variant.Epochs, variant.Batch);
            }
        );

    private static IEnumerable<Setting> LeNet() =>
        from variant in new (string Name, Func<Sequential> Create)[]
        {
            ("tanh, average pooling", LeNet5.WithTanh),
            ("ReLU, max pooling", LeNet5.WithRelu),
        }
        select new Setting(
            "lenet",
            $"LeNet-5, {variant.Name}",
            "Adam 0.001, batches of 128, 10 epochs, 50,000 images to train on and 10,000 to validate",
            "",
            "",
            ValidatedAndTested,
            images =>
            {
                var model = variant.Create();
                return Recipes.Epochs(images, model, optim.Adam(model.parameters()), 10, 128, validation: 10_000);
            }
        );

    private static Setting Oxford() =>
        new(
            "oxford",
            "practical 3",
            "weights of variance 0.0025, biases 0.1, Adam 0.0001, batches of 64, 5,000 iterations, 50,000 images to train on and 10,000 to validate",
            "test about 98%",
            "",
            ["validation accuracy", "test accuracy"],
            images =>
            {
                var (train, validation) = images.Train.Split(10_000);
                var model = Practical3.Create();
                var trainer = new Training.Trainer(model, optim.Adam(model.parameters(), 1e-4));
                var history = trainer.Fit(train, validation, iterations: 5000, every: 100, batchSize: 64);
                return Outcome.Of(history, trainer.Evaluate(images.Test));
            }
        );

    private static IEnumerable<Setting> UtrechtModels()
    {
        var models = new (string Name, Func<Sequential> Create, string Reported, string Time)[]
        {
            ("model 1 (207,178 parameters)", Utrecht.Model1, "validation loss 0.04368", "13:38"),
            ("model 2 (440,906 parameters)", Utrecht.Model2, "validation loss 0.04466", "14:35"),
            ("model 3 (449,482 parameters)", Utrecht.Model3, "validation loss 0.04151, test 98.96%", "19:53"),
        };
        foreach (var (name, create, reported, time) in models)
            yield return new(
                "utrecht",
                name,
                "Keras's start, SGD 0.05, batches of 100, 50 epochs, 48,000 images to train on and 12,000 to validate",
                reported,
                time,
                ["validation loss", "test accuracy"],
                images =>
                {
                    var model = create().Glorot();
                    return Recipes.Epochs(images, model, Sgd(model), 50, 100, validation: 12_000);
                },
                FirstSeed: 6570518
            );
        yield return new(
            "utrecht",
            "the light network (11,907 parameters)",
            "Keras's start, SGD 0.05, batches of 100, 50 epochs on all 60,000 images",
            "test 98.57%",
            "14:00",
            Tested,
            images =>
            {
                var model = Utrecht.Light().Glorot();
                return Recipes.Epochs(images, model, Sgd(model), 50, 100);
            },
            FirstSeed: 6570518
        );

        static optim.Optimizer Sgd(Sequential model) => optim.SGD(model.parameters(), 0.05);
    }

    private static IEnumerable<Setting> MilanoVariants()
    {
        Setting Variant(string name, string reported) =>
            new(
                "milano",
                name,
                $"{(name == "RMSprop" ? "RMSprop" : "Adam")} 0.001, batches of 128, 10 epochs, 10% dropout, 51,000 images to train on and 9,000 to validate",
                reported,
                "",
                ["training accuracy", "validation accuracy", "test accuracy"],
                images =>
                {
                    var model = Milano.Create(
                        averagePooling: name == "average pooling",
                        padding: name != "no padding",
                        width: name == "thinner layers" ? 4 : 8,
                        dropout: 0.1
                    );
                    optim.Optimizer optimizer =
                        name == "RMSprop"
                            ? optim.RMSProp(model.parameters(), 0.001, alpha: 0.9)
                            : optim.Adam(model.parameters());
                    return Recipes.Epochs(images, model, optimizer, 10, 128, validation: 9_000);
                }
            );

        yield return Variant(MilanoName, "training 98.57%, validation 98.86%, test 98.65%");
        foreach (var (name, loss, metric) in MilanoChanges)
            yield return Variant(
                name,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{metric.Replace(" accuracy", "", StringComparison.Ordinal)} {loss:0.0} points less"
                )
            );
        yield return new(
            "milano",
            "40% dropout, early stopping",
            "batches of 256, Adam 0.001, at most 60 epochs, stopped after 5 without a lower validation loss, 51,000 images to train on and 9,000 to validate",
            "test 98.92%",
            "",
            ["validation accuracy", "test accuracy", "epochs"],
            images =>
            {
                var model = Milano.Create(dropout: 0.4);
                return Recipes.Epochs(
                    images,
                    model,
                    optim.Adam(model.parameters()),
                    60,
                    256,
                    validation: 9_000,
                    patience: 5
                );
            }
        );
    }
}
