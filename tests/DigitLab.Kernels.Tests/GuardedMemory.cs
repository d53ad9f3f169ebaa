using System.Runtime.InteropServices;
using Shouldly;

namespace DigitLab.Kernels.Tests;

/// <summary>
/// Memory in which reading or writing past the end is noticed: on Linux the page behind it is out of bounds, elsewhere
/// (and before it everywhere) canaries tell of writes when it is disposed.
/// </summary>
internal sealed unsafe class GuardedMemory<T> : IDisposable
    where T : unmanaged
{
    private const byte Canary = 0xA5;
    private readonly byte* block;
    private readonly long blockBytes;
    private readonly long front;

    public GuardedMemory(long length)
    {
        Length = length;
        long bytes = length * sizeof(T);
        int page = Environment.SystemPageSize;
        long pages = (bytes + page - 1) / page + 1;
        blockBytes = (pages + 1) * page;
        if (OperatingSystem.IsLinux())
        {
            block = (byte*)LinuxMemory.mmap(null, (nuint)blockBytes, prot: 3, flags: 0x22, fd: -1, offset: 0);
            ((nint)block).ShouldNotBe(-1);
            LinuxMemory.mprotect(block + pages * page, (nuint)page, prot: 0).ShouldBe(0);
        }
        else
            block = (byte*)NativeMemory.AlignedAlloc((nuint)blockBytes, 64);
        front = pages * page - bytes;
        new Span<byte>(block, checked((int)(pages * page))).Fill(Canary);
        Pointer = (T*)(block + front);
    }

    public T* Pointer { get; }

    public long Length { get; }

    public Span<T> Span => new(Pointer, checked((int)Length));

    public void Dispose()
    {
        bool intact = new ReadOnlySpan<byte>(block, (int)front).IndexOfAnyExcept(Canary) < 0;
        if (OperatingSystem.IsLinux())
            LinuxMemory.munmap(block, (nuint)blockBytes);
        else
        {
            intact &= block[front + Length * sizeof(T)] == Canary;
            NativeMemory.AlignedFree(block);
        }
        intact.ShouldBeTrue("memory before or behind the array was written");
    }
}

internal static unsafe class LinuxMemory
{
    [DllImport("libc")]
    public static extern void* mmap(void* address, nuint length, int prot, int flags, int fd, nint offset);

    [DllImport("libc")]
    public static extern int mprotect(void* address, nuint length, int prot);

    [DllImport("libc")]
    public static extern int munmap(void* address, nuint length);
}
