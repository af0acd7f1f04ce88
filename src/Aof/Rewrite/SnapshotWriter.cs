using Aof.Data;
using Aof.Data.Modules;
using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.Format;
using Aof.KnownDefects;

namespace Aof.Rewrite;

/// <summary>
/// Writes a dataset as commands (rewriteAppendOnlyFileRio() of Redis). A collection takes several commands of at most
/// <see cref="Thresholds.ItemsPerCommand"/> items each.
/// </summary>
internal sealed class SnapshotWriter(ByteBuffer output, Defects defects, Thresholds thresholds)
{
    private Dialect dialect;

    /// <summary>Writes the dataset command by command; the caller empties the buffer between the steps.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="beganSec">The second that the log is annotated with; null: none.</param>
    public IEnumerable<SnapshotStep> Write(Dataset dataset, long? beganSec = null)
    {
        dialect = dataset.Dialect;
        if (beganSec is { } second)
        {
            Annotation.Write(output, second);
        }

        foreach (var code in dataset.Libraries.Values)
        {
            Resp.Command(output, [Bytes.Of("FUNCTION"), Bytes.Of("LOAD"), code]);
            yield return SnapshotStep.KeyDone;
        }

        for (var number = 0; number < dataset.DatabaseCount; number++)
        {
            var database = dataset[number];
            if (database.Count == 0)
            {
                continue;
            }

            output.Append("*2\r\n$6\r\nSELECT\r\n"u8);
            Resp.Bulk(output, number);
            foreach (var entry in database.Entries)
            {
                foreach (var _ in Value(entry.Key, entry.Value))
                {
                    yield return SnapshotStep.InsideKey;
                }

                Deadline(entry);
                yield return SnapshotStep.KeyDone;
            }
        }
    }

    /// <summary>Yields after each command that another command of the same key follows.</summary>
    private IEnumerable<SnapshotStep> Value(Bytes key, Value value)
    {
        switch (value)
        {
            case StringValue text:
                output.Append("*3\r\n$3\r\nSET\r\n"u8);
                Resp.Bulk(output, key.Span);
                Resp.Bulk(output, text.Span);
                return [];
            case ListValue list:
                return Items(
                    "RPUSH", key, list.Count, 1, list.Items, static (output, item) => Resp.Bulk(output, item.Span));
            case SetValue set:
                return Items(
                    "SADD", key, set.Count, 1, set.Members, static (output, member) => Resp.Bulk(output, member.Span));
            case SortedSetValue sorted:
                return Items("ZADD", key, sorted.Count, 2, sorted.Members, Scored);
            case HashValue { HasDeadlines: true } hash:
                return dialect.IsValkey() ? DatedOfValkey(key, hash) : Commands(Dated(key, hash));
            case HashValue hash:
                return Items("HMSET", key, hash.Count, 2, hash.Fields, Field);
            case StreamValue stream:
                return Commands(new StreamSnapshot(key, stream, dialect, defects, thresholds).Commands());
            case ModuleValue module:
                return Commands(module.Rewrite(key));
            default:
                throw new InvalidOperationException($"No command rebuilds a value of kind {value.Kind}.");
        }
    }

    /// <summary>Redis writes the fields of a hash with deadlines one by one (rewriteHashObject()).</summary>
    private static IEnumerable<Bytes[]> Dated(Bytes key, HashValue hash)
    {
        foreach (var (field, value) in hash.Fields)
        {
            yield return [Bytes.Of("HMSET"), key, field, value];
            if (hash.Deadline(field) is { } deadline)
            {
                yield return
                    [Bytes.Of("HPEXPIREAT"), key, Bytes.Of(deadline), Bytes.Of("FIELDS"), Bytes.Of(1), field];
            }
        }
    }

    /// <summary>Valkey writes those with a deadline one by one, and then the others.</summary>
    private IEnumerable<SnapshotStep> DatedOfValkey(Bytes key, HashValue hash)
    {
        var dated = hash.Deadlines.Select(one => new[]
        {
            Bytes.Of("HSETEX"), key, Bytes.Of("PXAT"), Bytes.Of(one.Deadline), Bytes.Of("FIELDS"), Bytes.Of(1),
            one.Field, hash.Trie.TryGet(one.Field, out var value) ? value : default,
        });
        foreach (var step in Commands(dated))
        {
            yield return step;
        }

        KeyValuePair<Bytes, Bytes>[] others = [.. hash.Fields.Where(field => hash.Deadline(field.Key) is null)];
        if (others.Length > 0)
        {
            yield return SnapshotStep.InsideKey;
        }

        foreach (var step in Items("HMSET", key, others.Length, 2, others, Field))
        {
            yield return step;
        }
    }

    private IEnumerable<SnapshotStep> Commands(IEnumerable<Bytes[]> commands)
    {
        var any = false;
        foreach (var argv in commands)
        {
            if (any)
            {
                yield return SnapshotStep.InsideKey;
            }

            Resp.Command(output, argv);
            any = true;
        }
    }

    private IEnumerable<SnapshotStep> Items<T>(
        string name, Bytes key, int count, int bulksPerItem, IEnumerable<T> items, Action<ByteBuffer, T> write)
    {
        var inCommand = 0;
        foreach (var item in items)
        {
            if (inCommand == thresholds.ItemsPerCommand)
            {
                yield return SnapshotStep.InsideKey;
                inCommand = 0;
            }

            if (inCommand == 0)
            {
                Head(name, key, Math.Min(count, thresholds.ItemsPerCommand) * bulksPerItem);
            }

            write(output, item);
            inCommand++;
            count--;
        }
    }

    private void Head(string name, Bytes key, int bulks)
    {
        Resp.Count(output, 2 + bulks);
        Span<byte> letters = stackalloc byte[name.Length];
        _ = System.Text.Encoding.ASCII.GetBytes(name, letters);
        Resp.Bulk(output, letters);
        Resp.Bulk(output, key.Span);
    }

    private void Scored(ByteBuffer output, ScoredMember member)
    {
        Resp.Bulk(output, Bytes.Of(DoubleText.Format(member.Score, dialect)).Span);
        Resp.Bulk(output, member.Member.Span);
    }

    private static void Field(ByteBuffer output, KeyValuePair<Bytes, Bytes> field)
    {
        Resp.Bulk(output, field.Key.Span);
        Resp.Bulk(output, field.Value.Span);
    }

    private void Deadline(KeyEntry entry)
    {
        if (entry.Deadline is { } deadline)
        {
            output.Append("*3\r\n$9\r\nPEXPIREAT\r\n"u8);
            Resp.Bulk(output, entry.Key.Span);
            Resp.Bulk(output, deadline);
        }
    }
}
