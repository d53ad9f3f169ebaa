using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Ops;

/// <summary>Small batches are inferred by kernels of their own; larger ones are batch-innermost. Nobody must notice.</summary>
public class FewImagesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void A_small_batch_gives_what_the_same_images_give_in_a_large_one(int few)
    {
        manual_seed(1);
        foreach (var model in Models())
        {
            var many = randn(40, 1, 12, 12);
            using var off = no_grad();
            model.eval();
            var expected = model.call(many)[TensorIndex.Slice(0, few)];
            var ours = model.call(many[TensorIndex.Slice(0, few)]);
            ours.shape.ShouldBe(expected.shape);
            ours.allclose(expected, 1e-4, 1e-5)
                .ShouldBeTrue($"{few} images: {ours.sub(expected).abs().max().item<float>()}");
        }
    }

    [Fact]
    public void A_single_image_gives_the_same_with_and_without_recording()
    {
        manual_seed(2);
        foreach (var model in Models())
        {
            var image = randn(1, 1, 12, 12);
            var recorded = model.call(image);
            using var off = no_grad();
            model.call(image).allclose(recorded, 1e-4, 1e-5).ShouldBeTrue();
        }
    }

    private static IEnumerable<nn.Module<Tensor, Tensor>> Models()
    {
        yield return nn.Sequential(
            nn.Conv2d(1, 6, 5, padding: 2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(6, 5, 3, stride: 2),
            nn.Tanh(),
            nn.AvgPool2d(2),
            nn.Flatten(),
            nn.Linear(5, 7),
            nn.Sigmoid(),
            nn.Linear(7, 10)
        );
        yield return nn.Sequential(nn.Conv2d(1, 3, (3, 2), dilation: (2, 1)), nn.MaxPool2d(3, stride: 2, padding: 1));
        yield return nn.Sequential(nn.Flatten(), nn.Linear(144, 33), nn.Tanh());
    }
}
