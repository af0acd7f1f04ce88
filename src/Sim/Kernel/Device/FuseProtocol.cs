namespace Sim.Kernel.Device;

/// <summary>Requests of the FUSE protocol, as far as one file needs them (include/uapi/linux/fuse.h).</summary>
internal enum FuseRequest
{
    Lookup = 1,
    Forget = 2,
    GetAttributes = 3,
    Open = 14,
    Read = 15,
    Write = 16,
    StatFileSystem = 17,
    Release = 18,
    Fsync = 20,
    Flush = 25,
    Initialize = 26,
    OpenDirectory = 27,
    ReleaseDirectory = 29,
    Interrupt = 36,
    Destroy = 38,
    BatchForget = 42,
    Fallocate = 43,
}

/// <summary>Sizes and flags of the FUSE protocol.</summary>
internal static class FuseProtocol
{
    /// <summary>The version that is spoken: the fields are those of 7.31.</summary>
    public const uint Major = 7;

    public const uint Minor = 31;

    /// <summary>Bytes of a header before the arguments of a request.</summary>
    public const int RequestHeader = 40;

    /// <summary>Bytes of a header before an answer.</summary>
    public const int AnswerHeader = 16;

    /// <summary>The largest write, in bytes.</summary>
    public const int MaxWrite = 1 << 20;

    /// <summary>Pages of the largest write.</summary>
    public const ushort MaxPages = MaxWrite / 4096;

    /// <summary>FUSE_ASYNC_READ, FUSE_BIG_WRITES, FUSE_ASYNC_DIO and FUSE_MAX_PAGES: several requests at a
    /// time.</summary>
    public const uint Features = 1 | (1 << 5) | (1 << 15) | (1 << 22);

    /// <summary>FOPEN_DIRECT_IO: the kernel does not cache the file.</summary>
    public const uint UncachedFile = 1;

    /// <summary>The number of the root directory. Every other number is the file.</summary>
    public const ulong Root = 1;
}
