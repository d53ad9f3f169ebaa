using System.Diagnostics;
using System.Numerics.Tensors;
using DigitLab.Data;
using DigitLab.Training;

namespace DigitLab.Models;

/// <summary>
/// The perceptron of <see cref="Perceptron"/> written on bare arrays, without tensors and without automatic gradients: every
/// formula stands in the code. One hidden layer with sigmoid, softmax at the end, cross-entropy, plain gradient descent with
/// mini-batches (Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors", 1986).
/// </summary>
public sealed class ScratchPerceptron
{
    private readonly int inputs;
    private readonly int hidden;
    private readonly int classes;
    private readonly Random random;

    /// <param name="hidden">Neurons in the hidden layer.</param>
    /// <param name="inputs">Numbers in an image.</param>
    /// <param name="classes">Neurons in the output layer.</param>
    /// <param name="seed">Of the weights at the start and of the order of the images: the same seed gives the same result.</param>
    public ScratchPerceptron(int hidden = 20, int inputs = 784, int classes = 10, int seed = 0)
    {
        (this.inputs, this.hidden, this.classes) = (inputs, hidden, classes);
        random = new Random(seed);
        Hidden = DenseLayer.Random(hidden, inputs, random);
        Output = DenseLayer.Random(classes, hidden, random);
    }

    /// <summary>From the image to the hidden neurons: W₁ and b₁.</summary>
    public DenseLayer Hidden { get; }

    /// <summary>From the hidden neurons to the classes: W₂ and b₂.</summary>
    public DenseLayer Output { get; }

    /// <summary>All weights and biases.</summary>
    public int Parameters => (inputs + 1) * hidden + (hidden + 1) * classes;

    /// <summary>The probability of each class: a = σ(W₁x + b₁), p = softmax(W₂a + b₂).</summary>
    /// <param name="image">Its pixels, row by row.</param>
    public double[] Predict(ReadOnlySpan<double> image) => Forward(image).Probabilities;

    private (double[] Activations, double[] Probabilities) Forward(ReadOnlySpan<double> image)
    {
        var activations = Hidden.Apply(image);
        for (var j = 0; j < activations.Length; j++)
            activations[j] = 1 / (1 + Math.Exp(-activations[j])); // σ(z)
        return (activations, Softmax(Output.Apply(activations)));
    }

    /// <summary>pₖ = exp(zₖ) / Σ exp(z), with the largest z taken off first, so that no exponential overflows.</summary>
    public static double[] Softmax(double[] logits)
    {
        var largest = logits.Max();
        var exponentials = Array.ConvertAll(logits, z => Math.Exp(z - largest));
        var sum = exponentials.Sum();
        return Array.ConvertAll(exponentials, e => e / sum);
    }

    /// <summary>The cross-entropy of one image, −log p of its class, and its contribution to the gradients.</summary>
    /// <param name="image">Its pixels, row by row.</param>
    /// <param name="label">Its class.</param>
    /// <param name="hiddenGradient">∂L/∂W₁ and ∂L/∂b₁ are added to it.</param>
    /// <param name="outputGradient">∂L/∂W₂ and ∂L/∂b₂ are added to it.</param>
    /// <returns>The loss, and the class that is thought most probable.</returns>
    public (double Loss, int Predicted) Backward(
        ReadOnlySpan<double> image,
        int label,
        DenseLayer hiddenGradient,
        DenseLayer outputGradient
    )
    {
        var (activations, probabilities) = Forward(image);

        // δ₂ = ∂L/∂z₂ = p − y, where y is 1 at the label and 0 elsewhere.
        var outputError = (double[])probabilities.Clone();
        outputError[label] -= 1;

        // δ₁ = ∂L/∂z₁ = W₂ᵀδ₂ · a(1 − a), since σ' = σ(1 − σ).
        var hiddenError = new double[hidden];
        for (var k = 0; k < classes; k++)
            TensorPrimitives.MultiplyAdd(Output.Weights[k], outputError[k], hiddenError, hiddenError);
        for (var j = 0; j < hidden; j++)
            hiddenError[j] *= activations[j] * (1 - activations[j]);

        outputGradient.AddOuterProduct(outputError, activations); // ∂L/∂W₂ = δ₂aᵀ
        hiddenGradient.AddOuterProduct(hiddenError, image); //       ∂L/∂W₁ = δ₁xᵀ
        return (-Math.Log(probabilities[label]), probabilities.IndexOf(probabilities.Max()));
    }

    /// <summary>Mini-batch gradient descent: W ← W − η · (mean gradient of the batch).</summary>
    /// <param name="train">The images to learn from.</param>
    /// <param name="epochs">How often to go through them, each time in a new order.</param>
    /// <param name="batchSize">Images in a step.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="validation">Images to measure on after each epoch.</param>
    /// <exception cref="ArgumentException">A number is not positive.</exception>
    /// <exception cref="DivergenceException">The loss is no number any more.</exception>
    public History Fit(Dataset train, int epochs, int batchSize, double learningRate, Dataset? validation = null)
    {
        if (epochs <= 0 || batchSize <= 0)
            throw new ArgumentException($"epochs ({epochs}) and batchSize ({batchSize}) must be greater than zero.");
        var (images, history) = (new Images(train, inputs), new History());
        var order = Enumerable.Range(0, images.Count).ToArray();
        var (hiddenGradient, outputGradient) = (Hidden.Zeros(), Output.Zeros());
        using var progress = Live.Show(new TrainingProgress(history, epochs));
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            var (clock, lossSum, correct) = (Stopwatch.StartNew(), 0.0, 0);
            random.Shuffle(order);
            foreach (var batch in order.Chunk(batchSize))
            {
                foreach (var i in batch)
                {
                    var (loss, predicted) = Backward(images[i], images.Label(i), hiddenGradient, outputGradient);
                    lossSum += loss;
                    correct += predicted == images.Label(i) ? 1 : 0;
                }
                Hidden.Descend(hiddenGradient, learningRate / batch.Length);
                Output.Descend(outputGradient, learningRate / batch.Length);
            }
            if (!double.IsFinite(lossSum))
                throw new DivergenceException(lossSum / images.Count, learningRate);
            var (validationLoss, validationAccuracy) = validation is null
                ? (double.NaN, double.NaN)
                : Evaluate(validation);
            history.Add(
                new Epoch(
                    epoch,
                    lossSum / images.Count,
                    (double)correct / images.Count,
                    validationLoss,
                    validationAccuracy,
                    learningRate,
                    clock.Elapsed
                )
            );
            progress.Update(new TrainingProgress(history, epochs));
        }
        return history;
    }

    /// <summary>Mean cross-entropy, and the accuracy.</summary>
    public (double Loss, double Accuracy) Evaluate(Dataset dataset)
    {
        var (images, lossSum, correct) = (new Images(dataset, inputs), 0.0, 0);
        for (var i = 0; i < images.Count; i++)
        {
            var probabilities = Predict(images[i]);
            lossSum -= Math.Log(probabilities[images.Label(i)]);
            correct += probabilities.IndexOf(probabilities.Max()) == images.Label(i) ? 1 : 0;
        }
        return (lossSum / images.Count, (double)correct / images.Count);
    }

    /// <summary>A dataset's images as arrays of numbers, one at a time.</summary>
    private sealed class Images
    {
        private readonly float[] pixels;
        private readonly long[] labels;
        private readonly double[] image;

        public Images(Dataset dataset, int inputs)
        {
            (pixels, labels) = (dataset.Images.data<float>().ToArray(), dataset.Labels.data<long>().ToArray());
            image = new double[inputs];
            if (pixels.Length != labels.Length * inputs)
                throw new ArgumentException(
                    $"{dataset.Name} has {pixels.Length / labels.Length} numbers in an image; the perceptron takes {inputs}."
                );
        }

        public int Count => labels.Length;

        public int Label(int i) => (int)labels[i];

        public ReadOnlySpan<double> this[int i]
        {
            get
            {
                TensorPrimitives.ConvertChecked<float, double>(pixels.AsSpan(i * image.Length, image.Length), image);
                return image;
            }
        }
    }
}
