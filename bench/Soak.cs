using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Bench;

/// <summary>Does memory stay flat where a student disposes nothing? Batches of 8, so that steps are many.</summary>
internal static class Soak
{
    private const int Batch = 8;

    public static int Run(Network network, double seconds)
    {
        manual_seed(1);
        var (images, labels) = (rand(4096, 1, 28, 28), randint(10, new long[] { 4096 }));
        var model = network.Build();
        var optimizer = network.Optimizer(model);
        var criterion = nn.CrossEntropyLoss();
        var clock = Stopwatch.StartNew();
        var (steps, after, highest) = (0L, 0L, 0L);
        for (var report = 1; report <= 10; report++)
        {
            while (clock.Elapsed.TotalSeconds < seconds * report / 10)
            {
                for (var i = 0; i < 100; i++, steps++)
                {
                    var chosen = randint(4096, new long[] { Batch });
                    var loss = criterion.call(
                        model.call(images.index_select(0, chosen)),
                        labels.index_select(0, chosen)
                    );
                    optimizer.zero_grad();
                    loss.backward();
                    optimizer.step();
                }
            }
            using var process = Process.GetCurrentProcess();
            var resident = process.WorkingSet64 >> 20;
            Console.WriteLine($"{clock.Elapsed.TotalSeconds, 6:0} s  {steps, 10:N0} steps  {resident} MiB");
            if (report == 1)
                after = resident;
            highest = Math.Max(highest, resident);
        }
        var grown = highest - after;
        Console.WriteLine($"grown by {grown} MiB after the first tenth");
        return grown <= 10 ? 0 : 1;
    }
}
