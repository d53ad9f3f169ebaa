using DigitLab.Data;
using DigitLab.Experiments;
using DigitLab.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Bench.Reproduction;

/// <summary>How the settings of the record train: plain steps for a number of epochs, or one cycle.</summary>
internal static class Recipes
{
    /// <summary>Epochs of an optimizer at one rate.</summary>
    /// <param name="images">What is there.</param>
    /// <param name="model">The network, from its start.</param>
    /// <param name="optimizer">Over its parameters.</param>
    /// <param name="epochs">How often all training images are seen, at most.</param>
    /// <param name="batch">Images in a step.</param>
    /// <param name="validation">Training images that are kept back; none if 0.</param>
    /// <param name="patience">Epochs without a lower validation loss before it stops and returns to the best; never stops if 0.</param>
    public static Outcome Epochs(
        Images images,
        nn.Module<Tensor, Tensor> model,
        optim.Optimizer optimizer,
        int epochs,
        int batch,
        long validation = 0,
        int patience = 0
    )
    {
        var (train, kept) = validation == 0 ? (images.Train, (Dataset?)null) : images.Train.Split(validation);
        var trainer = new Trainer(model, optimizer);
        var history = trainer.Fit(
            train,
            epochs,
            batch,
            kept,
            callbacks: patience == 0 ? [] : [new EarlyStopping(patience: patience)]
        );
        return Outcome.Of(history, trainer.Evaluate(images.Test)).With("epochs", history.Epochs.Count);
    }

    /// <summary>
    /// One cycle of AdamW on all training images (Smith and Topin, "Super-convergence", 2018).
    /// </summary>
    /// <param name="images">What is there.</param>
    /// <param name="model">The network, from its start.</param>
    /// <param name="epochs">How often all images are seen.</param>
    /// <param name="batch">Images in a step.</param>
    /// <param name="beta1">Of AdamW: how slowly its momentum forgets.</param>
    /// <param name="beta2">Of AdamW: how slowly its mean square forgets.</param>
    /// <param name="augmentation">How images are varied.</param>
    /// <param name="trained">Called after the last batch, before the test.</param>
    public static Outcome OneCycle(
        Images images,
        nn.Module<Tensor, Tensor> model,
        int epochs,
        int batch,
        double beta1 = 0.9,
        double beta2 = 0.99,
        Augmentation? augmentation = null,
        Action? trained = null
    )
    {
        const double Rate = 0.01;
        var (train, test) = (images.Train.Normalize(0.1307, 0.3081), images.Test.Normalize(0.1307, 0.3081));
        var steps = (int)(epochs * ((train.Count + batch - 1) / batch));
        var optimizer = optim.AdamW(model.parameters(), Rate, beta1, beta2, weight_decay: 0.01);
        var schedule = optim.lr_scheduler.OneCycleLR(
            optimizer,
            Rate,
            total_steps: steps + 1, // the scheduler takes one step more than there are batches
            cycle_momentum: false
        );
        var trainer = new Trainer(model, optimizer);
        var history = trainer.Fit(
            train with
            {
                Augmentation = augmentation,
            },
            epochs,
            batch,
            callbacks: [new LearningRateScheduler(schedule)]
        );
        trained?.Invoke();
        return Outcome.Of(history, trainer.Evaluate(test));
    }
}
