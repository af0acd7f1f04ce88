using Aof.Data.Primitives;
using Aof.Format;

namespace Aof.Rdb;

/// <summary>The reply of FUNCTION DUMP: libraries as in an RDB file, then version and checksum as in DUMP.</summary>
internal static class LibraryPayload
{
    /// <summary>Writes libraries.</summary>
    public static Bytes Write(IEnumerable<Bytes> codes)
    {
        var output = new ByteBuffer();
        foreach (var code in codes)
        {
            Write(output, code);
        }

        return DumpPayload.Signed(output, RdbVersion.Redis7);
    }

    /// <summary>Writes one library, as an RDB file has it.</summary>
    public static void Write(ByteBuffer output, Bytes code)
    {
        RdbOutput.Byte(output, RdbOpcode.Function);
        RdbOutput.String(output, code.Span);
    }

    /// <summary>The libraries of a payload; null: it is damaged.</summary>
    public static List<Bytes>? Read(ReadOnlySpan<byte> payload)
    {
        if (!DumpPayload.IsSound(payload, RdbVersion.Newest, RdbVersion.Newest))
        {
            return null;
        }

        using var content = new ByteReader(payload[..^DumpPayload.SignatureSize]);
        var (input, codes) = (new RdbInput(content), new List<Bytes>());
        while (content.Left > 0)
        {
            if (!input.Byte(out var type) || type != RdbOpcode.Function || !input.String(out var code))
            {
                return null;
            }

            codes.Add(code);
        }

        return codes;
    }
}
