using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Data;

public class DataLoaderTests
{
    private sealed class Squares : utils.data.Dataset
    {
        public override long Count => 10;

        public override Dictionary<string, Tensor> GetTensor(long index) =>
            new() { ["x"] = tensor(new[] { (float)index }), ["y"] = tensor(index * index) };
    }

    [Fact]
    public void Batches_are_stacked_samples_in_order()
    {
        using var loader = utils.data.DataLoader(new Squares(), 4);
        loader.Count.ShouldBe(3);
        var seen = new List<long>();
        foreach (var batch in loader)
        {
            batch["x"].shape[1].ShouldBe(1);
            seen.AddRange(batch["y"].data<long>().ToArray());
        }
        seen.ShouldBe(Enumerable.Range(0, 10).Select(i => (long)i * i));
    }

    [Fact]
    public void A_last_batch_that_is_not_full_may_be_dropped()
    {
        using var loader = utils.data.DataLoader(new Squares(), 4, drop_last: true);
        loader.Count.ShouldBe(2);
        loader.Count().ShouldBe(2);
    }

    [Fact]
    public void A_batch_is_disposed_when_the_next_is_asked_for()
    {
        Tensor? first = null;
        using var loader = utils.data.DataLoader(new Squares(), 4);
        foreach (var batch in loader)
        {
            if (first is null)
                first = batch["x"];
            else
                first.IsInvalid.ShouldBeTrue();
        }
        using var keeping = utils.data.DataLoader(new Squares(), 4, disposeBatch: false);
        keeping.ToList().ShouldAllBe(batch => !batch["x"].IsInvalid);
    }

    [Fact]
    public void Each_pass_is_shuffled_anew_and_a_seed_repeats_it()
    {
        static List<long> Order(utils.data.Dataset data, int? seed, int passes)
        {
            using var loader = utils.data.DataLoader(data, 3, shuffle: true, seed: seed);
            var order = new List<long>();
            for (var i = 0; i < passes; i++)
                foreach (var batch in loader)
                    order.AddRange(batch["x"].to(int64).data<long>().ToArray());
            return order;
        }

        var order = Order(new Squares(), 5, 2);
        order.Take(10).Order().ShouldBe(Enumerable.Range(0, 10).Select(i => (long)i));
        order.Take(10).ShouldNotBe(order.Skip(10));
        Order(new Squares(), 5, 2).ShouldBe(order);
        manual_seed(3);
        var first = Order(new Squares(), null, 1);
        manual_seed(3);
        Order(new Squares(), null, 1).ShouldBe(first);
    }

    [Fact]
    public void A_TensorDataset_holds_tensors_side_by_side()
    {
        var (images, labels) = (rand(7, 2, 2), arange(7));
        using var data = utils.data.TensorDataset(images, labels);
        using var loader = utils.data.DataLoader(data, 4);
        var batches = loader.Select(batch => (batch[0].shape, batch[1].data<long>().ToArray())).ToList();
        batches[0].shape.ShouldBe([4, 2, 2]);
        batches[1].Item2.ShouldBe([4L, 5, 6]);
        Should.Throw<ArgumentException>(() => utils.data.TensorDataset(images, arange(6))).Message.ShouldContain("[6]");
    }

    [Fact]
    public void A_shuffler_gives_each_number_once() =>
        new FisherYatesShuffler(20, 1).Order().ShouldBe(Enumerable.Range(0, 20).Select(i => (long)i));
}
