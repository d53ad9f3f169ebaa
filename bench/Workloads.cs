using System.Diagnostics;
using DigitLab.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Bench;

/// <summary>What is measured, written as a student would write it.</summary>
internal static class Workloads
{
    private const int Images = 12_800;

    /// <summary>Whole training steps, forward, backward and optimizer, on shuffled batches from memory; samples a second.</summary>
    public static double Train(Network network, double seconds)
    {
        manual_seed(1);
        var (images, labels) = (rand(Images, 1, 28, 28), randint(10, new long[] { Images }));
        var model = network.Build();
        Check(network, model);
        var optimizer = network.Optimizer(model);
        var criterion = nn.CrossEntropyLoss();
        var order = randperm(Images);
        var batches = Images / network.Batch;
        var next = 0;

        void Step()
        {
            using var scope = NewDisposeScope();
            var chosen = order.narrow(0, next++ % batches * network.Batch, network.Batch);
            var x = images.index_select(0, chosen);
            var y = labels.index_select(0, chosen);
            optimizer.zero_grad();
            var loss = criterion.call(model.call(x), y);
            loss.backward();
            optimizer.step();
        }

        return network.Batch * PerSecond(Step, seconds);
    }

    /// <summary>Forward passes of a thousand images; samples a second.</summary>
    public static double Infer(Network network, double seconds)
    {
        var model = network.Build();
        model.eval();
        using var off = no_grad();
        var x = rand(1000, 1, 28, 28);
        return 1000
            * PerSecond(
                () =>
                {
                    using var scope = NewDisposeScope();
                    model.call(x);
                },
                seconds
            );
    }

    /// <summary>The forward pass of a single image; microseconds.</summary>
    public static double Latency(Network network, double seconds)
    {
        var model = network.Build();
        model.eval();
        using var off = no_grad();
        var x = rand(1, 1, 28, 28);
        return 1e6
            / PerSecond(
                () =>
                {
                    using var scope = NewDisposeScope();
                    model.call(x);
                },
                seconds
            );
    }

    /// <summary>The matrix product of 2048 x 2048 numbers; GFLOP/s.</summary>
    public static double Peak(double seconds)
    {
        const int Size = 2048;
        using var off = no_grad();
        var (a, b) = (rand(Size, Size), rand(Size, Size));
        return 2e-9
            * Math.Pow(Size, 3)
            * PerSecond(
                () =>
                {
                    using var scope = NewDisposeScope();
                    mm(a, b);
                },
                seconds
            );
    }

    /// <summary>Seconds from the start of the process to the end of the first epoch over MNIST, everything included.</summary>
    public static double FirstEpoch(Network network, double _)
    {
        var train = Mnist.Load().Train;
        manual_seed(1);
        var model = network.Build();
        var optimizer = network.Optimizer(model);
        var criterion = nn.CrossEntropyLoss();
        var order = randperm(train.Count);
        for (long start = 0; start < train.Count; start += network.Batch)
        {
            using var scope = NewDisposeScope();
            var chosen = order.narrow(0, start, Math.Min(network.Batch, train.Count - start));
            var x = train.Images.index_select(0, chosen);
            var y = train.Labels.index_select(0, chosen);
            optimizer.zero_grad();
            var loss = criterion.call(model.call(x), y);
            loss.backward();
            optimizer.step();
        }
        using var process = Process.GetCurrentProcess();
        var seconds = (DateTime.Now - process.StartTime).TotalSeconds;
        Console.Error.WriteLine($"peak resident memory {process.PeakWorkingSet64 >> 20} MiB");
        return seconds;
    }

    private static void Check(Network network, nn.Module model)
    {
        var parameters = model.parameters().Sum(parameter => parameter.numel());
        if (parameters != network.Parameters)
            throw new InvalidOperationException(
                $"{network.Name} has {parameters} parameters, not {network.Parameters}."
            );
    }

    /// <summary>Calls a second, the median of ten equal spans after a warm-up: a hiccup of the machine does not count.</summary>
    private static double PerSecond(Action action, double seconds)
    {
        var warm = Stopwatch.StartNew();
        while (warm.Elapsed.TotalSeconds < Math.Max(0.5, seconds * 0.3))
            action();
        var rates = new List<double>();
        for (var span = 0; span < 10; span++)
        {
            var clock = Stopwatch.StartNew();
            var calls = 0;
            do
            {
                action();
                calls++;
            } while (clock.Elapsed.TotalSeconds < seconds / 10);
            rates.Add(calls / clock.Elapsed.TotalSeconds);
        }
        rates.Sort();
        return (rates[4] + rates[5]) / 2;
    }
}
