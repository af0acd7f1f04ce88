using System.Buffers.Binary;

namespace Sim.Kernel.Device;

/// <summary>Answers of the FUSE protocol that do not touch the bytes of the file.</summary>
internal static class FuseAnswers
{
    private const uint DirectoryMode = 0x41ED;
    private const uint FileMode = 0x8180;

    private const int NotSupported = 95;
    private const int NoSuchCall = 38;

    /// <summary>Fills the answer and returns its length, or minus an errno.</summary>
    /// <param name="answer">The answer without its header.</param>
    /// <param name="kind">The request.</param>
    /// <param name="node">The number of the file or directory that it is about.</param>
    /// <param name="file">The number of the newest file, and its size in bytes.</param>
    public static int Fill(Span<byte> answer, FuseRequest kind, ulong node, (ulong Node, long Size) file)
    {
        answer[..256].Clear();
        switch (kind)
        {
            case FuseRequest.Initialize:
                return Initialize(answer);
            case FuseRequest.Lookup:
                return Lookup(answer, file.Node, file.Size);
            case FuseRequest.GetAttributes:
                Attributes(answer[16..], node, file.Size);
                return 104;
            case FuseRequest.Open:
                BinaryPrimitives.WriteUInt32LittleEndian(answer[8..], FuseProtocol.UncachedFile);
                return 16;
            case FuseRequest.OpenDirectory:
                return 16;
            case FuseRequest.StatFileSystem:
                return 80;
            case FuseRequest.Release or FuseRequest.ReleaseDirectory or FuseRequest.Flush or FuseRequest.Destroy:
                return 0;
            case FuseRequest.Fallocate:
                return -NotSupported;
            default:
                return -NoSuchCall;
        }
    }

    /// <summary>struct fuse_init_out.</summary>
    private static int Initialize(Span<byte> answer)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(answer, FuseProtocol.Major);
        BinaryPrimitives.WriteUInt32LittleEndian(answer[4..], FuseProtocol.Minor);
        BinaryPrimitives.WriteUInt32LittleEndian(answer[12..], FuseProtocol.Features);
        BinaryPrimitives.WriteUInt16LittleEndian(answer[16..], 64);
        BinaryPrimitives.WriteUInt16LittleEndian(answer[18..], 48);
        BinaryPrimitives.WriteUInt32LittleEndian(answer[20..], FuseProtocol.MaxWrite);
        BinaryPrimitives.WriteUInt32LittleEndian(answer[24..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(answer[28..], FuseProtocol.MaxPages);
        return 64;
    }

    /// <summary>struct fuse_entry_out.</summary>
    private static int Lookup(Span<byte> answer, ulong node, long size)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(answer, node);
        BinaryPrimitives.WriteUInt64LittleEndian(answer[8..], 1);
        Attributes(answer[40..], node, size);
        return 128;
    }

    /// <summary>struct fuse_attr.</summary>
    private static void Attributes(Span<byte> answer, ulong node, long size)
    {
        var isRoot = node == FuseProtocol.Root;
        BinaryPrimitives.WriteUInt64LittleEndian(answer, node);
        BinaryPrimitives.WriteInt64LittleEndian(answer[8..], isRoot ? 0 : size);
        BinaryPrimitives.WriteUInt32LittleEndian(answer[60..], isRoot ? DirectoryMode : FileMode);
        BinaryPrimitives.WriteUInt32LittleEndian(answer[64..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(answer[80..], 4096);
    }
}
