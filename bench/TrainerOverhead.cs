using System.Diagnostics;
using DigitLab.Data;
using DigitLab.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Bench;

/// <summary>
/// What fitting through <see cref="Trainer"/> costs over the loop that a student would write, or what augmentation costs over
/// plain images: epochs of both in turns.
/// </summary>
internal static class TrainerOverhead
{
    private const int Images = 12_800;
    private const int ValidationImages = 2_000;

    public static int Run(Network network, int pairs, double seconds, bool augment)
    {
        manual_seed(1);
        // Progress is drawn as in a notebook, and thrown away.
        Live.Display = value => _ => value.ToString();
        var classes = Enumerable.Range(0, 10).Select(digit => digit.ToString()).ToArray();
        Dataset Random(int count) => new("random", rand(count, 1, 28, 28), randint(10, new long[] { count }), classes);
        var (train, validation) = (Random(Images), Random(ValidationImages));
        var model = network.Build();
        var optimizer = network.Optimizer(model);
        var trainer = new Trainer(model, optimizer);
        var epochs = 1;

        double Seconds(Action action)
        {
            var clock = Stopwatch.StartNew();
            action();
            return clock.Elapsed.TotalSeconds;
        }
        var varied = train with { Augmentation = new(Shift: 2, Rotation: 10, Scale: 0.1, Elastic: 1) };
        void Fit(Dataset images) => trainer.Fit(images, epochs, network.Batch, validation);
        void Bare() => Loop(model, optimizer, train, validation, network.Batch, epochs);
        var (baseline, costly) = augment ? ("plain", "augmented") : ("bare", "Trainer");
        Action less = augment ? () => Fit(train) : Bare;
        Action more = () => Fit(augment ? varied : train);

        less();
        more();
        epochs = Math.Max(1, (int)(seconds / Seconds(less)));
        var ratios = new List<double>();
        for (var pair = 0; pair < pairs; pair++)
        {
            // Who goes first changes: a machine that slows down must not favour one side.
            var (first, second) = pair % 2 == 0 ? (Seconds(less), Seconds(more)) : (Seconds(more), Seconds(less));
            var (low, high) = pair % 2 == 0 ? (first, second) : (second, first);
            ratios.Add(high / low);
            Console.WriteLine(
                $"{network.Name}: {epochs} epochs, {baseline} {low:0.00} s, {costly} {high:0.00} s, ratio {high / low:0.000}"
            );
        }
        ratios.Sort();
        Console.WriteLine($"{network.Name}: median ratio {ratios[ratios.Count / 2]:0.000}");
        return 0;
    }

    /// <summary>Loss and accuracy over epochs and validation, without history, progress, callbacks or checks.</summary>
    private static void Loop(
        nn.Module<Tensor, Tensor> model,
        optim.Optimizer optimizer,
        Dataset train,
        Dataset validation,
        int batch,
        int epochs
    )
    {
        var criterion = nn.CrossEntropyLoss();
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            model.train();
            using var order = randperm(train.Count);
            for (long start = 0; start < train.Count; start += batch)
            {
                using var scope = NewDisposeScope();
                var chosen = order.narrow(0, start, Math.Min(batch, train.Count - start));
                optimizer.zero_grad();
                var logits = model.call(train.Images.index_select(0, chosen));
                var loss = criterion.call(logits, train.Labels.index_select(0, chosen));
                loss.backward();
                optimizer.step();
            }
            model.eval();
            using var off = no_grad();
            for (long start = 0; start < validation.Count; start += 1000)
            {
                using var scope = NewDisposeScope();
                var logits = model.call(validation.Images.narrow(0, start, 1000));
                criterion.call(logits, validation.Labels.narrow(0, start, 1000)).item<float>();
            }
        }
    }
}
