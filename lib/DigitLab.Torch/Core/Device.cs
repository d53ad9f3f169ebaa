namespace TorchSharp;

public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    MPS = 13,
    META = 14,
}

public static partial class torch
{
    /// <summary>Where a tensor lives. This backend has the CPU alone; TorchSharp's has more.</summary>
    public class Device
    {
        public DeviceType type { get; }
        public int index { get; } = -1;

        /// <param name="description">"cpu", or "cpu:0".</param>
        public Device(string description)
            : this(TypeNamed(description.Split(':')[0]), Index(description)) { }

        public Device(string deviceType, int index = -1)
            : this(TypeNamed(deviceType), index) { }

        public Device(DeviceType deviceType, int index = -1)
        {
            if (deviceType != DeviceType.CPU)
                throw new TorchException(
                    $"device '{deviceType.ToString().ToLowerInvariant()}' is not available: DigitLab.Torch runs on the CPU alone. "
                        + "Write cuda.is_available() ? CUDA : CPU for code that runs anywhere; the backend TorchSharp has GPUs "
                        + "(lib/BACKENDS.md)"
                );
            type = deviceType;
            this.index = index;
        }

        /// <param name="index">Of a CUDA device.</param>
        public Device(int index)
            : this(DeviceType.CUDA, index) { }

        private static DeviceType TypeNamed(string name) =>
            Enum.TryParse<DeviceType>(name, ignoreCase: true, out var type) && name.All(char.IsLetter)
                ? type
                : throw new TorchException($"unknown device '{name}'; this backend has 'cpu'");

        private static int Index(string description) =>
            description.Split(':') switch
            {
                [_] => -1,
                [_, var number] when int.TryParse(number, out var index) && index >= 0 => index,
                _ => throw new TorchException($"unknown device '{description}'; expected a type, or type:index"),
            };

        public static implicit operator Device(string description) => new(description);

        public override string ToString() => type.ToString().ToLowerInvariant() + (index < 0 ? "" : $":{index}");

        public override bool Equals(object? obj) => obj is Device other && other.type == type;

        public override int GetHashCode() => (int)type;
    }

    public static Device CPU = new(DeviceType.CPU);

    /// <summary>The first graphics processor by NVIDIA.</summary>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">Always: this backend runs on the CPU, as
    /// <see cref="cuda_is_available"/> says.</exception>
    public static Device CUDA => new(DeviceType.CUDA);

    /// <summary>Apple's graphics processor.</summary>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">Always: this backend runs on the CPU, as
    /// <see cref="mps_is_available"/> says.</exception>
    public static Device MPS => new(DeviceType.MPS);

    public static Device device(string description) => new(description);

    /// <param name="index">Of a CUDA device.</param>
    public static Device device(int index) => new(index);

    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    /// <summary>The device of new tensors by default: the CPU.</summary>
    public static Device get_default_device() => CPU;

    /// <summary>Checked and otherwise without effect: there is the CPU alone.</summary>
    public static void set_default_device(Device device) => ArgumentNullException.ThrowIfNull(device);

    public static void set_default_device(string device) => set_default_device(new Device(device));

    /// <summary>Whether devices of this type can be used: the CPU alone.</summary>
    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType == DeviceType.CPU;

    /// <summary>The device itself, or the CPU for null.</summary>
    public static Device InitializeDevice(Device? device) => device ?? CPU;

    public static bool cuda_is_available() => false;

    public static bool mps_is_available() => false;

    /// <summary>This backend has no GPU: what a lab asks before it chooses its device.</summary>
    public static class cuda
    {
        public static bool is_available() => false;

        public static bool is_cudnn_available() => false;

        public static int device_count() => 0;

        /// <summary>Nothing to seed.</summary>
        public static void manual_seed(long seed) { }

        /// <summary>Nothing to seed.</summary>
        public static void manual_seed_all(long seed) { }

        /// <summary>Nothing to wait for.</summary>
        public static void synchronize(Device? device = null) { }
    }

    private static ScalarType defaultDtype = ScalarType.Float32;

    /// <summary>The element type of new floating-point tensors by default.</summary>
    public static ScalarType get_default_dtype() => defaultDtype;

    public static void set_default_dtype(ScalarType dtype) =>
        defaultDtype = dtype.IsFloat()
            ? dtype
            : throw new TorchException($"only floating-point dtypes can be the default, got {dtype}");
}
