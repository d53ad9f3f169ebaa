using DigitLab.Files;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>All parameters and persistent buffers with dotted names: the tensors themselves, not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(
                Dictionary<string, Tensor>? destination = null,
                string? prefix = null
            )
            {
                destination ??= [];
                var start = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (key, parameter) in named_parameters())
                    destination.TryAdd(start + key, parameter);
                foreach (var (key, buffer) in named_buffers(include_nonpersistent: false))
                    destination.TryAdd(start + key, buffer);
                return destination;
            }

            /// <summary>CopyOp the tensors of a state into this module's; nothing is changed unless all of them fit.</summary>
            /// <param name="strict">Whether names that only one side has are an error.</param>
            /// <param name="skip">Names to leave alone.</param>
            /// <returns>Which names the source lacks and which only the source has.</returns>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source,
                bool strict = true,
                IList<string>? skip = null
            )
            {
                var own = state_dict();
                var left = skip ?? [];
                List<string> missing = own.Keys.Where(key => !source.ContainsKey(key) && !left.Contains(key)).ToList();
                List<string> unexpected = source
                    .Keys.Where(key => !own.ContainsKey(key) && !left.Contains(key))
                    .ToList();
                if (strict)
                    RequireSameNames(missing, unexpected);
                var pairs = source.Where(entry => own.ContainsKey(entry.Key) && !left.Contains(entry.Key)).ToList();
                foreach (var (key, tensor) in pairs)
                    RequireSameShape(key, tensor.Impl.Sizes, own[key].Impl.Sizes);
                using var off = no_grad();
                foreach (var (key, tensor) in pairs)
                    own[key].copy_(tensor);
                return (missing, unexpected);
            }

            private void RequireSameNames(List<string> missing, List<string> unexpected)
            {
                if (missing.Count + unexpected.Count == 0)
                    return;
                var message = $"load_state_dict: the state does not fit {GetType().Name}:";
                if (missing.Count > 0)
                    message += $" it lacks {string.Join(", ", missing)};";
                if (unexpected.Count > 0)
                    message += $" it has {string.Join(", ", unexpected)}, which the module does not;";
                throw new InvalidOperationException(message + " pass strict: false to load what fits");
            }

            private static void RequireSameShape(string name, long[] theirs, long[] ours)
            {
                if (!theirs.AsSpan().SequenceEqual(ours))
                    throw new ArgumentException(
                        $"size mismatch for {name}: the state has shape {Shapes.Text(theirs)}, the module {Shapes.Text(ours)}"
                    );
            }

            /// <summary>Writes the state to a file, in TorchSharp's own format.</summary>
            public Module save(string location, IList<string>? skip = null)
            {
                AtomicFile.Write(location, stream => save(stream, skip));
                return this;
            }

            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
                return save(writer, skip);
            }

            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                save_state_dict(writer, state_dict(), skip);
                return this;
            }

            /// <summary>The number of entries in LEB128, then each one's name and tensor.</summary>
            public static void save_state_dict(
                BinaryWriter writer,
                Dictionary<string, Tensor> sd,
                IList<string>? skip = null
            )
            {
                var entries = sd.Where(entry => skip?.Contains(entry.Key) != true).ToList();
                Leb128.Write(writer, entries.Count);
                foreach (var (key, tensor) in entries)
                {
                    writer.Write(key);
                    TensorFile.Write(writer, tensor);
                }
            }

            /// <summary>Reads what save wrote; nothing is changed unless all of it fits.</summary>
            /// <param name="strict">Whether names that only one side has are an error.</param>
            /// <param name="skip">Names to leave alone.</param>
            /// <param name="loadedParameters">Gets each name: whether it was loaded.</param>
            public virtual Module load(
                string location,
                bool strict = true,
                IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null
            ) => StateFile.Read(location, reader => load(reader, strict, skip, loadedParameters));

            public Module load(
                Stream stream,
                bool strict = true,
                IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null
            )
            {
                using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
                return load(reader, strict, skip, loadedParameters);
            }

            public virtual Module load(
                BinaryReader reader,
                bool strict = true,
                IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null
            )
            {
                using var scope = NewDisposeScope();
                var own = state_dict();
                var count = Leb128.Read(reader);
                if (count is < 0 or > 1_000_000)
                    throw new InvalidDataException($"a state of {count} entries: this is not a TorchSharp file");
                var source = new Dictionary<string, Tensor>();
                for (long i = 0; i < count; i++)
                {
                    var key = TensorFile.ReadName(reader);
                    var (type, shape) = TensorFile.ReadHeader(reader);
                    if (own.TryGetValue(key, out var target) && skip?.Contains(key) != true)
                    {
                        RequireSameShape(key, shape, target.Impl.Sizes);
                        if (type != target.dtype)
                            throw new ArgumentException(
                                $"element type mismatch for {key}: the file holds {type}, the module {target.dtype}"
                            );
                    }
                    source[key] = TensorFile.ReadElements(reader, type, shape);
                }
                var (missing, _) = load_state_dict(source, strict, skip);
                if (loadedParameters is not null)
                    foreach (var key in own.Keys)
                        loadedParameters[key] = !missing.Contains(key) && skip?.Contains(key) != true;
                return this;
            }

            /// <summary>A new module of a type that has a parameterless constructor, with the state of a file.</summary>
            public static Module Create<T>(string path)
                where T : Module, new() => new T().load(path);
        }
    }
}
