using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DigitLab.Files;
using TorchSharp;
using TorchSharp.Modules;

namespace DigitLab.Training;

/// <summary>
/// Writes the training to a file after each epoch, and goes on from there when the same training is started again: weights,
/// optimizer, schedule, random numbers, history and the other callbacks. The resumed training ends with the same bits as one that
/// was never interrupted. (Keras's <c>ModelCheckpoint</c> and <c>BackupAndRestore</c>.)
/// </summary>
/// <remarks>
/// The file begins as TorchSharp's own model file does: <c>model.load(path)</c> takes the weights from it and leaves the rest.
/// Its last 32 bytes are the SHA-256 of what stands before them. It is there whole or not at all, whenever the process ends,
/// and one training at a time may use it.
/// </remarks>
/// <param name="path">The file.</param>
/// <param name="best">Writes only after an epoch in which this was better than ever; after every epoch if not given.</param>
/// <param name="resume">Whether to go on from the file if it is there; else it is replaced.</param>
public sealed class ModelCheckpoint(string path, Metric? best = null, bool resume = true) : Callback
{
    private const string Mark = "DigitLab training 2";

    private CheckpointLock? owned;

    /// <exception cref="InvalidDataException">The file is damaged, no checkpoint, or one of another training.</exception>
    /// <exception cref="IOException">The folder cannot be written to, or another training uses the file.</exception>
    public override void OnTrainBegin(TrainingRun run)
    {
        if (best is { } metric)
            run.Require(metric, nameof(ModelCheckpoint));
        AtomicFile.RequireWritable(path);
        owned = CheckpointLock.Take(path);
        AtomicFile.RemoveLeftovers(path);
        if (resume && File.Exists(path))
            Read(run);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingRun run)
    {
        if (best is null || run.History.Best(best.Value) == run.History.Last)
            AtomicFile.Write(path, stream => Write(stream, run));
    }

    internal override void Close()
    {
        owned?.Dispose();
        owned = null;
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
        OptimizerOf(run).save_state_dict(writer);
        writer.Flush();
        var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        stream.Write(bytes);
        stream.Write(SHA256.HashData(bytes));
    }

    private void Read(TrainingRun run)
    {
        using var reader = new BinaryReader(new MemoryStream(ReadVerified()), Encoding.UTF8);
        using var before = new ModelSnapshot(run.Model);
        before.Capture();
        try
        {
            run.Model.load(reader);
            Expect(Mark, reader.ReadString());
            Expect(run.Setting, reader.ReadString());
            run.Iteration = run.ResumedIterations = reader.ReadInt64();
            run.History = History.FromJson(reader.ReadString());
            if (run.History.IterationLosses.Count != run.Iteration)
                throw new FormatException(
                    $"it has {run.History.IterationLosses.Count} losses of {run.Iteration} iterations."
                );
            run.History.GoOn();
            using var random = torch.Tensor.Load(reader);
            using var own = torch.random.get_rng_state();
            if (random.dtype != own.dtype || random.numel() != own.numel()) // libtorch would end the process
                throw new FormatException(
                    $"its state of the random numbers has {random.numel()} elements of {random.dtype}, not {own.numel()} bytes."
                );
            run.Order.Load(reader);
            foreach (var callback in run.Callbacks)
            {
                Expect(callback.GetType().Name, reader.ReadString());
                callback.Load(reader, run);
            }
            // Last, since schedules have changed the optimizer on the way, and callbacks may have drawn numbers.
            OptimizerOf(run).load_state_dict(reader);
            torch.random.set_rng_state(random);
        }
        catch (Exception error)
            when (error
                    is IOException
                        or InvalidDataException
                        or ArgumentException
                        or FormatException
                        or InvalidOperationException
                        or OverflowException
                        or JsonException
                        or ExternalException // the engine's, of whichever backend
            )
        {
            before.Restore();
            throw new InvalidDataException(
                $"{path} is no checkpoint of this training: {error.Message} Delete it to begin anew.",
                error
            );
        }
    }

    /// <summary>The file without its checksum, which must be right: a flipped bit in a weight would be seen by nobody.</summary>
    private byte[] ReadVerified()
    {
        var bytes = File.ReadAllBytes(path);
        var length = bytes.Length - SHA256.HashSizeInBytes;
        if (length < 0 || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
            throw new InvalidDataException(
                $"{path} is damaged, cut short, or no checkpoint of this version: its checksum does not match its content. "
                    + "Delete it to begin anew."
            );
        return bytes[..length];
    }

    private static void Expect(string expected, string found)
    {
        if (found != expected)
            throw new FormatException($"it says '{found}' where '{expected}' should stand.");
    }

    private static OptimizerHelper OptimizerOf(TrainingRun run) =>
        run.Optimizer as OptimizerHelper
        ?? throw new ArgumentException($"The state of {run.Optimizer.GetType().Name} cannot be saved.");
}
