namespace TorchSharp;

public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
}

public static partial class torch
{
    /// <summary>Where a tensor lives. This backend has the CPU alone; TorchSharp's has more.</summary>
    public class Device
    {
        public DeviceType type { get; }
        public int index { get; } = -1;

        public Device(string description)
            : this(Parse(description), Index(description)) { }

        public Device(DeviceType type, int index = -1)
        {
            if (type != DeviceType.CPU)
                throw new TorchException($"device '{type}' is not available: this backend runs on the CPU");
            this.type = type;
            this.index = index;
        }

        private static DeviceType Parse(string description) =>
            description.Split(':')[0] switch
            {
                "cpu" => DeviceType.CPU,
                "cuda" => DeviceType.CUDA,
                var other => throw new TorchException($"unknown device '{other}'; known are 'cpu' and 'cuda'"),
            };

        private static int Index(string description) =>
            description.Split(':') is [_, var number] ? int.Parse(number) : -1;

        public override string ToString() => type.ToString().ToLowerInvariant() + (index < 0 ? "" : $":{index}");

        public override bool Equals(object? obj) => obj is Device other && other.type == type;

        public override int GetHashCode() => (int)type;
    }

    public static Device CPU = new(DeviceType.CPU);

    public static Device device(string description) => new(description);

    public static Device device(DeviceType type, int index = -1) => new(type, index);

    public static class cuda
    {
        public static bool is_available() => false;

        public static int device_count() => 0;
    }

    private static ScalarType defaultDtype = ScalarType.Float32;

    public static ScalarType get_default_dtype() => defaultDtype;

    public static void set_default_dtype(ScalarType dtype) =>
        defaultDtype = dtype.IsFloat()
            ? dtype
            : throw new TorchException($"only floating-point dtypes can be the default, got {dtype}");
}
