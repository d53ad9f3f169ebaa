using System.Globalization;

namespace DigitLab.Training;

/// <summary>Training went astray: the loss is no number any more, or has become absurdly large.</summary>
/// <param name="loss">What it was.</param>
/// <param name="learningRate">What it was trained with.</param>
public sealed class DivergenceException(double loss, double learningRate)
    : InvalidOperationException(
        string.Create(
            CultureInfo.InvariantCulture,
            $"The loss became {loss:G4}: training diverges. The likely knob is the learning rate, which is {learningRate}: try a tenth of it. "
        ) + "(Else look for inputs that are not scaled to about 0..1, or a logarithm of zero in a loss of your own.)"
    );
