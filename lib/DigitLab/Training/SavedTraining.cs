using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Training;

/// <summary>
/// An interrupted training as a checkpoint holds it. Weights and history are read first, so that the run can be made from
/// them; the rest once the callbacks have begun. If anything fails before <see cref="Restore"/> is done, the model gets
/// its weights of before back.
/// </summary>
internal sealed class SavedTraining : IDisposable
{
    private readonly string path;
    private readonly BinaryReader reader;
    private readonly ModelSnapshot before;
    private bool restored;

    public SavedTraining(string path, nn.Module<Tensor, Tensor> model, string setting)
    {
        this.path = path;
        reader = new BinaryReader(new MemoryStream(ReadVerified(path)), Encoding.UTF8);
        before = new ModelSnapshot(model);
        before.Capture();
        try
        {
            History = Read(() =>
            {
                model.load(reader);
                Expect(CheckpointFile.Mark, reader.ReadString());
                Expect(setting, reader.ReadString());
                Iteration = reader.ReadInt64();
                var history = History.FromJson(reader.ReadString());
                if (history.IterationLosses.Count != Iteration)
                    throw new FormatException(
                        $"it has {history.IterationLosses.Count} losses of {Iteration} iterations."
                    );
                history.ContinueOnThisBackend();
                return history;
            });
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The finished epochs.</summary>
    public History History { get; }

    /// <summary>The optimizer's steps so far.</summary>
    public long Iteration { get; private set; }

    /// <summary>Restores sampler, callbacks, optimizer and random numbers of a run whose callbacks have begun.</summary>
    /// <exception cref="InvalidDataException">The file does not fit them.</exception>
    public void Restore(TrainingRun run) =>
        restored = Read(() =>
        {
            using var random = Tensor.Load(reader);
            using var own = torch.random.get_rng_state();
            if (random.dtype != own.dtype || random.numel() != own.numel()) // libtorch would end the process
                throw new FormatException(
                    $"its random number state has {random.numel()} elements of {random.dtype}, not {own.numel()} bytes."
                );
            run.Order.Load(reader);
            foreach (var callback in run.Callbacks)
            {
                Expect(callback.GetType().Name, reader.ReadString());
                callback.Load(reader, run);
            }
            Expect(CheckpointFile.EndOfCallbacks, reader.ReadString());
            // Last: schedules change the optimizer when they are loaded, and callbacks may draw random numbers.
            CheckpointFile.OptimizerOf(run).load_state_dict(reader);
            torch.random.set_rng_state(random);
            return true;
        });

    private T Read<T>(Func<T> read)
    {
        try
        {
            return read();
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
                        or ExternalException // thrown by either backend
            )
        {
            throw new InvalidDataException(
                $"{path} is not a checkpoint of this training: {error.Message} Delete it to start over.",
                error
            );
        }
    }

    /// <summary>The file without its checksum, which must match: a flipped bit in a weight would go unnoticed.</summary>
    private static byte[] ReadVerified(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var length = bytes.Length - SHA256.HashSizeInBytes;
        if (length < 0 || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
            throw new InvalidDataException(
                $"{path} is damaged, truncated, or not a checkpoint of this version: its checksum does not match its content. "
                    + "Delete it to start over."
            );
        return bytes[..length];
    }

    private static void Expect(string expected, string found)
    {
        if (found != expected)
            throw new FormatException($"it says '{found}', expected '{expected}'.");
    }

    public void Dispose()
    {
        if (!restored)
            before.Restore();
        before.Dispose();
        reader.Dispose();
    }
}
