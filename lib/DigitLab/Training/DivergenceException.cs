using System.Globalization;

namespace DigitLab.Training;

/// <summary>Training diverged: the loss is NaN or has exploded.</summary>
/// <param name="loss">Its value.</param>
/// <param name="learningRate">The learning rate at that step.</param>
public sealed class DivergenceException(double loss, double learningRate)
    : InvalidOperationException(
        string.Create(
            CultureInfo.InvariantCulture,
            $"The loss became {loss:G4}: training diverges. The likely knob is the learning rate, which is {learningRate}: try a tenth of it. "
        ) + "(Else look for inputs that are not scaled to about 0..1, or a logarithm of zero in a loss of your own.)"
    );
