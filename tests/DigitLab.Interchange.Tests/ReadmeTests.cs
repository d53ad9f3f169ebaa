using DigitLab.Charts.Tests;
using DigitLab.Models;

namespace DigitLab.Interchange.Tests;

public class ReadmeTests
{
    [Fact]
    public void The_example_in_the_README_is_this_one()
    {
        ReadmeExample.ShouldStandIn("lib/DigitLab.Interchange/README.md");
        var (folder, before) = (Directory.CreateTempSubdirectory("digitlab-readme-"), Environment.CurrentDirectory);
        try
        {
            Environment.CurrentDirectory = folder.FullName;
            // README
            var model = LeNet5.WithRelu();
            Safetensors.Save("lenet.safetensors", model, new() { Architecture = "LeNet-5", Accuracy = 0.989 });
            var again = LeNet5.WithRelu();
            var metadata = Safetensors.Load("lenet.safetensors", again); // LeNet-5, 61,706 parameters, accuracy 98.90%
            Onnx.Export(again, [1, 28, 28], "lenet.onnx");
            // end
            metadata.ToString().ShouldBe("LeNet-5, 61,706 parameters, accuracy 98.90%");
            File.Exists("lenet.onnx").ShouldBeTrue();
        }
        finally
        {
            Environment.CurrentDirectory = before;
            folder.Delete(recursive: true);
        }
    }
}
