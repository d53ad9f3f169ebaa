using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Tensors;

/// <summary>What is counted of memory, with nothing else going on.</summary>
public class MemoryTests
{
    public MemoryTests()
    {
        // What others dropped is gone before anything is counted.
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [Fact]
    public void Tensors_are_counted_views_too()
    {
        var before = Tensor.TotalCount;
        var tensors = Enumerable.Range(0, 100).Select(_ => zeros(4)).ToList();
        var views = tensors.ConvertAll(tensor => tensor.view(2, 2));
        (Tensor.TotalCount - before).ShouldBe(200);
        Tensor.PeakCount.ShouldBeGreaterThanOrEqualTo(before + 200);

        tensors.ForEach(tensor => tensor.Dispose());
        (Tensor.TotalCount - before).ShouldBe(100);
        views.ForEach(view => view.Dispose());
        Tensor.TotalCount.ShouldBe(before);
        Tensor.PeakCount.ShouldBeGreaterThanOrEqualTo(before + 200);
    }

    [Fact]
    public void Those_that_the_collector_takes_are_counted_off()
    {
        var before = Tensor.TotalCount;
        Drop();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Tensor.TotalCount.ShouldBe(before);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Drop() => zeros(4).view(2, 2);

    [Fact]
    public void What_was_refused_is_not_counted()
    {
        var (tensors, bytes) = (Tensor.TotalCount, StoragePool.LiveBytes);
        var more = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / sizeof(float) + 1;
        foreach (var size in (long[])[1L << 60, more])
            Should.Throw<Exception>(() => empty(size)).Message.ShouldContain("not enough memory");
        var window = ones(1);
        Should.Throw<Exception>(() => window.expand(1L << 40, 1L << 40));
        window.Dispose();
        Tensor.TotalCount.ShouldBe(tensors);
        StoragePool.LiveBytes.ShouldBe(bytes);
        zeros(1000).sum().item<float>().ShouldBe(0);
    }

    [Fact]
    public void Memory_that_is_not_asked_for_again_goes_back_to_the_system()
    {
        const long bytes = 100_000_000;
        void Use()
        {
            var (address, size) = StoragePool.Rent(bytes);
            StoragePool.Return(address, size);
        }
        Use();
        StoragePool.Trim();
        Use();
        StoragePool.Trim();
        StoragePool.IdleBlocks(bytes).ShouldBe(1);
        StoragePool.Trim();
        StoragePool.IdleBlocks(bytes).ShouldBe(0);
    }
}
