using System.Text;
using Aof.Format;
using Aof.KnownDefects;
using Aof.Rdb;
using Sim.Os;

namespace Aof.Load;

/// <summary>Which server has written an RDB file: the field redis-ver or valkey-ver at its beginning.</summary>
public static class WriterOf
{
    /// <summary>The newest dialect that is not newer than the server; null: the file does not say.</summary>
    public static Dialect? File(IFiles files, string path)
    {
        ArgumentNullException.ThrowIfNull(files);
        var opened = files.Open(path, OpenMode.Read);
        if (!opened.Ok)
        {
            return null;
        }

        Dialect? found = null;
        if (files.Size(opened.Value) is { Ok: true } size)
        {
            using var log = new ByteReader(files, opened.Value, size.Value);
            found = RdbVersion.Begins(log, Dialect.Redis6, asReleased: false) ? Of(new RdbInput(log)) : null;
        }

        _ = files.Close(opened.Value);
        return found;
    }

    /// <summary>The magic has nine bytes. The first field is the version, in every server that writes one.</summary>
    private static Dialect? Of(RdbInput input)
    {
        if (!input.Take(9, out _) || !input.Byte(out var kind) || kind != RdbOpcode.Aux
            || !input.String(out var name) || !input.String(out var value))
        {
            return null;
        }

        var isValkey = name.Span.SequenceEqual("valkey-ver"u8);
        return (isValkey || name.Span.SequenceEqual("redis-ver"u8))
            && Version.TryParse(Encoding.ASCII.GetString(value.Span), out var version)
            ? DialectFacts.Of(version, isValkey)
            : null;
    }
}
