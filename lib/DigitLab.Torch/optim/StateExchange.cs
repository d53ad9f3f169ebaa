namespace TorchSharp.Modules;

/// <summary>
/// Takes an optimizer's options and state value by value, or gives them: one method of each state class names its values
/// once, for saving, loading and copying alike.
/// </summary>
internal abstract class StateExchange
{
    public abstract void Number(ref double value);
    public abstract void Count(ref long value);
    public abstract void Flag(ref bool value);
    public abstract void Tensor(ref torch.Tensor value);
    public abstract void Optional(ref torch.Tensor? value);

    public void Number(ref double? value)
    {
        var number = value ?? 0;
        Number(ref number);
        value = number;
    }

    public void Flag(ref bool? value)
    {
        var flag = value ?? false;
        Flag(ref flag);
        value = flag;
    }

    /// <summary>A copy that belongs to no scope: it outlives the step in which it is made.</summary>
    protected static torch.Tensor Copy(torch.Tensor source)
    {
        using var outside = DisposeScopeManager.Suspend();
        using var off = torch.no_grad();
        return source.detach().contiguous_copy();
    }

    internal sealed class Save(BinaryWriter writer) : StateExchange
    {
        public override void Number(ref double value) => writer.Write(value);

        public override void Count(ref long value) => writer.Write(value);

        public override void Flag(ref bool value) => writer.Write(value);

        public override void Tensor(ref torch.Tensor value) => TensorFile.Write(writer, value);

        public override void Optional(ref torch.Tensor? value)
        {
            writer.Write(value is not null);
            if (value is not null)
                TensorFile.Write(writer, value);
        }
    }

    /// <summary>Notes the values, to give them to another optimizer.</summary>
    internal sealed class Take(Queue<object?> values) : StateExchange
    {
        public override void Number(ref double value) => values.Enqueue(value);

        public override void Count(ref long value) => values.Enqueue(value);

        public override void Flag(ref bool value) => values.Enqueue(value);

        public override void Tensor(ref torch.Tensor value) => values.Enqueue(Copy(value));

        public override void Optional(ref torch.Tensor? value) => values.Enqueue(value is null ? null : Copy(value));
    }

    /// <summary>Reads the values of a file and checks that they fit, without changing anything yet.</summary>
    internal sealed class Read(BinaryReader reader, Queue<object?> values, Parameter? parameter) : StateExchange
    {
        public override void Number(ref double value) => values.Enqueue(reader.ReadDouble());

        public override void Count(ref long value) => values.Enqueue(reader.ReadInt64());

        public override void Flag(ref bool value) => values.Enqueue(reader.ReadBoolean());

        public override void Tensor(ref torch.Tensor value) => values.Enqueue(Fitting());

        public override void Optional(ref torch.Tensor? value) =>
            values.Enqueue(reader.ReadBoolean() ? Fitting() : null);

        private torch.Tensor Fitting()
        {
            using var outside = DisposeScopeManager.Suspend();
            var tensor = TensorFile.Read(reader);
            var expected = parameter!.Impl.Sizes;
            if (!tensor.Impl.Sizes.AsSpan().SequenceEqual(expected))
                throw new ArgumentException(
                    $"load_state_dict: the state of a parameter has shape {Shapes.Text(tensor.Impl.Sizes)} in the file, the "
                        + $"parameter {Shapes.Text(expected)}"
                );
            return tensor.to_type(parameter.dtype);
        }
    }

    /// <summary>Puts noted values in place.</summary>
    internal sealed class Put(Queue<object?> values) : StateExchange
    {
        public override void Number(ref double value) => value = (double)values.Dequeue()!;

        public override void Count(ref long value) => value = (long)values.Dequeue()!;

        public override void Flag(ref bool value) => value = (bool)values.Dequeue()!;

        public override void Tensor(ref torch.Tensor value)
        {
            value.Dispose();
            value = (torch.Tensor)values.Dequeue()!;
        }

        public override void Optional(ref torch.Tensor? value)
        {
            value?.Dispose();
            value = (torch.Tensor?)values.Dequeue();
        }
    }

    /// <summary>Lets go of the tensors.</summary>
    internal sealed class Release : StateExchange
    {
        public override void Number(ref double value) { }

        public override void Count(ref long value) { }

        public override void Flag(ref bool value) { }

        public override void Tensor(ref torch.Tensor value) => value.Dispose();

        public override void Optional(ref torch.Tensor? value) => value?.Dispose();
    }
}
