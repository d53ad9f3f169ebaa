using DigitLab.Ink.Writing;

namespace DigitLab.Ink.Tests.Writing;

public class ElasticFieldTests
{
    [Fact]
    public void MovesPointsByAboutAsMuchAsItSays()
    {
        var random = new SplitMix64(3);
        var field = new ElasticField();
        var squares = new List<double>();
        for (var i = 0; i < 400; i++)
        {
            field.Draw(2, ref random);
            var (x, y) = field.At(random.Uniform(0, 100), random.Uniform(0, 140));
            squares.AddRange([x * x, y * y]);
        }
        Math.Sqrt(squares.Average()).ShouldBe(2, 0.2);
    }
}
