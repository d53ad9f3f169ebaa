using System.Security.Cryptography;
using System.Text;
using DigitLab.Files;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Training;

/// <summary>The file of a <see cref="ModelCheckpoint"/> while a training owns it.</summary>
internal sealed class CheckpointFile : IDisposable
{
    public const string Mark = "DigitLab training 2",
        EndOfCallbacks = nameof(ModelCheckpoint);

    private readonly ModelCheckpoint checkpoint;
    private readonly FileLock owned;

    /// <summary>Takes the file and, if it is to be resumed, reads it: the model gets its weights.</summary>
    /// <param name="checkpoint">Its path and options.</param>
    /// <param name="model">The model to train.</param>
    /// <param name="plan">A checkpoint of another plan is rejected.</param>
    /// <exception cref="InvalidDataException">The file is damaged, no checkpoint, or one of another training.</exception>
    /// <exception cref="IOException">The folder cannot be written to, or another training uses the file.</exception>
    public CheckpointFile(ModelCheckpoint checkpoint, nn.Module<Tensor, Tensor> model, TrainingPlan plan)
    {
        this.checkpoint = checkpoint;
        AtomicFile.RequireWritable(checkpoint.Path);
        owned = FileLock.Take(checkpoint.Path);
        try
        {
            AtomicFile.RemoveLeftovers(checkpoint.Path);
            if (checkpoint.Resume && File.Exists(checkpoint.Path))
                Saved = new SavedTraining(checkpoint.Path, model, plan.Setting);
        }
        catch
        {
            owned.Dispose();
            throw;
        }
    }

    /// <summary>The training to resume; null if there is none, or once it is restored.</summary>
    public SavedTraining? Saved { get; private set; }

    /// <summary>The metric that decides whether an epoch is saved; every epoch is if null.</summary>
    public Metric? Best => checkpoint.Best;

    /// <summary>Brings a run whose callbacks have begun to where the saved training was, and drops what was read.</summary>
    public void Restore(TrainingRun run)
    {
        Saved?.Restore(run);
        Saved?.Dispose();
        Saved = null;
    }

    /// <summary>Saves the training after an epoch.</summary>
    public void Save(TrainingRun run)
    {
        if (Best is not { } metric || run.History.Best(metric) == run.History.Last)
            AtomicFile.Write(checkpoint.Path, stream => Write(stream, run));
    }

    private static void Write(Stream stream, TrainingRun run)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content, Encoding.UTF8);
        run.Model.save(writer);
        writer.Write(Mark);
        writer.Write(run.Setting);
        writer.Write(run.Iteration);
        writer.Write(run.History.ToJson());
        using var random = torch.random.get_rng_state();
        random.Save(writer);
        run.Order.Save(writer);
        foreach (var callback in run.Callbacks)
        {
            writer.Write(callback.GetType().Name);
            callback.Save(writer);
        }
        writer.Write(EndOfCallbacks);
        OptimizerOf(run).save_state_dict(writer);
        writer.Flush();
        var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        stream.Write(bytes);
        stream.Write(SHA256.HashData(bytes));
    }

    public static OptimizerHelper OptimizerOf(TrainingRun run) =>
        run.Optimizer as OptimizerHelper
        ?? throw new ArgumentException($"The state of {run.Optimizer.GetType().Name} cannot be saved.");

    public void Dispose()
    {
        Saved?.Dispose();
        owned.Dispose();
    }
}
