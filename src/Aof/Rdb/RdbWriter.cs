using System.Globalization;
using System.Text;
using Aof.Data;
using Aof.Data.Primitives;
using Aof.Format;
using Aof.KnownDefects;

namespace Aof.Rdb;

/// <summary>
/// Writes a dataset as an RDB file, as a rewrite does (rdbSaveRio() with RDBFLAGS_AOF_PREAMBLE): of version 9 as Redis
/// 6.0.5 has it, 10 as 7.0, or 11 as 7.2.
/// </summary>
/// <param name="output">Receives the bytes; the caller empties it between the steps.</param>
/// <param name="nowSec">The time, in seconds since 1970.</param>
/// <param name="thresholds">The sizes of small collections.</param>
/// <param name="dialect">Whose format is written.</param>
internal sealed class RdbWriter(ByteBuffer output, long nowSec, Thresholds thresholds, Dialect dialect)
{
    private readonly ValueWriter values = new(output, thresholds, dialect);
    private readonly bool is7 = dialect >= Dialect.Redis7;

    /// <summary>
    /// Writes the dataset piece by piece. Each piece is added to the checksum before the caller gets it.
    /// </summary>
    public IEnumerable<SnapshotStep> Write(Dataset dataset)
    {
        var checksum = RdbChecksum.Begin();
        var summed = output.Length;
        foreach (var step in Pieces(dataset))
        {
            checksum.Append(output.Span[summed..]);
            yield return step;
            summed = output.Length;
        }

        RdbOutput.UInt64(output, checksum.GetCurrentHashAsUInt64());
        yield return SnapshotStep.KeyDone;
    }

    private IEnumerable<SnapshotStep> Pieces(Dataset dataset)
    {
        Head();
        foreach (var code in dataset.Libraries.Values)
        {
            LibraryPayload.Write(output, code);
            yield return SnapshotStep.KeyDone;
        }

        for (var number = 0; number < dataset.DatabaseCount; number++)
        {
            var database = dataset[number];
            if (database.Count == 0)
            {
                continue;
            }

            Database(number, database);
            foreach (var entry in database.Entries)
            {
                foreach (var step in Key(entry))
                {
                    yield return step;
                }

                yield return SnapshotStep.KeyDone;
            }
        }

        RdbOutput.Byte(output, RdbOpcode.End);
        yield return SnapshotStep.KeyDone;
    }

    private void Head()
    {
        var (name, digits) = dialect == Dialect.Valkey9 ? ("VALKEY", "000") : ("REDIS", "0000");
        output.Append(Encoding.ASCII.GetBytes(
            name + RdbVersion.Of(dialect).ToString(digits, CultureInfo.InvariantCulture)));
        Aux(dialect.IsValkey() ? "valkey-ver"u8 : "redis-ver"u8, Bytes.Of(dialect.Version()));
        Aux("redis-bits"u8, Bytes.Of(64));
        Aux("ctime"u8, Bytes.Of(nowSec));
        Aux("used-mem"u8, Bytes.Of(0)); // Readers only print it; this process cannot know it.
        Aux(is7 ? "aof-base"u8 : "aof-preamble"u8, Bytes.Of(1));
    }

    private void Aux(ReadOnlySpan<byte> name, Bytes value)
    {
        RdbOutput.Byte(output, RdbOpcode.Aux);
        RdbOutput.String(output, name);
        RdbOutput.String(output, value.Span);
    }

    private void Database(int number, Database database)
    {
        RdbOutput.Byte(output, RdbOpcode.SelectDatabase);
        RdbOutput.Length(output, number);
        RdbOutput.Byte(output, RdbOpcode.ResizeDatabase);
        RdbOutput.Length(output, database.Count);
        RdbOutput.Length(output, database.ExpiringCount);
    }

    private IEnumerable<SnapshotStep> Key(KeyEntry entry)
    {
        if (entry.Deadline is { } deadline)
        {
            RdbOutput.Byte(output, RdbOpcode.DeadlineMs);
            RdbOutput.UInt64(output, unchecked((ulong)deadline));
        }

        var type = values.TypeOf(entry.Value);
        RdbOutput.Byte(output, (byte)type);
        RdbOutput.String(output, entry.Key.Span);
        return values.Write(entry.Value, type);
    }
}
