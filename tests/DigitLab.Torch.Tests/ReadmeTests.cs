using DigitLab.Charts.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests;

public class ReadmeTests
{
    [Fact]
    public void The_example_in_the_README_is_this_one()
    {
        ReadmeExample.ShouldStandIn("lib/DigitLab.Torch/README.md");
        // README
        manual_seed(1); // PyTorch's stream of random numbers
        var model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1));
        var optimizer = optim.Adam(model.parameters(), lr: 0.05);
        var x = tensor(new float[] { 0, 0, 0, 1, 1, 0, 1, 1 }).reshape(4, 2);
        var y = tensor(new float[] { 0, 1, 1, 0 }).reshape(4, 1); // exclusive or
        for (var step = 0; step < 200; step++)
        {
            optimizer.zero_grad();
            var loss = nn.functional.mse_loss(model.call(x), y);
            loss.backward();
            optimizer.step();
        }
        // end
        model.call(x).data<float>().ToArray().ShouldBe([0, 1, 1, 0], 0.1);
    }
}
