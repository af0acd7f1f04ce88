using System.Buffers.Text;
using Aof.Data.Commands.Arguments;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Structures;
using Aof.Data.Values;

namespace Aof.Data.Commands.Keys;

/// <summary>
/// SCAN, SSCAN, HSCAN and ZSCAN (scanGenericCommand() of Redis). As in Redis, a full scan returns every element that
/// always existed; here exactly once. Cursors differ from Redis's: they are hashes, and small collections are scanned
/// in parts too.
/// </summary>
internal static class ScanCommands
{
    public static Command[] Rows { get; } =
    [
        new("SCAN", -2, CommandFlags.ReadOnly, Keys),
        new("SSCAN", -3, CommandFlags.ReadOnly,
            static call => Elements<SetValue, Nothing>(call, static set => set.Trie, replyValue: null)),
        new("HSCAN", -3, CommandFlags.ReadOnly,
            static call => Elements<HashValue, Bytes>(call, static hash => hash.Trie, call.Reply.Bulk)),
        new("ZSCAN", -3, CommandFlags.ReadOnly,
            static call => Elements<SortedSetValue, double>(call, static set => set.Scores, call.ReplyDouble)),
    ];

    private static void Keys(Call call)
    {
        if (!TryCursor(call, call.Args[1], out var cursor)
            || !Options.TryParse(call, first: 2, takesType: true, out var options))
        {
            return;
        }

        var (entries, next) = call.Database.Keys.Scan(cursor, options.Count);
        var keys = entries.FindAll(entry => options.Accept(entry.Key)).ConvertAll(static entry => entry.Key);
        _ = keys.RemoveAll(
            key => call.Find(key) is not { } value
                || (options.Type is { } type
                && !type.EqualsIgnoreCase(KeyCommands.TypeName(value).ToUpperInvariant())));
        Head(call, next, keys.Count);
        keys.ForEach(call.Reply.Bulk);
    }

    /// <summary>
    /// Replies a part of a collection's elements, each with its value if <paramref name="replyValue"/> is given.
    /// </summary>
    private static void Elements<TCollection, TValue>(
        Call call, Func<TCollection, HashTrie<TValue>> trie, Action<TValue>? replyValue)
        where TCollection : Value
    {
        if (!TryCursor(call, call.Args[2], out var cursor) || !call.Find<TCollection>(call.Args[1], out var collection))
        {
            return;
        }

        if (collection is null)
        {
            Head(call, next: 0, count: 0);
        }
        else if (Options.TryParse(call, first: 3, takesType: false, out var options))
        {
            var (entries, next) = trie(collection).Scan(cursor, options.Count);
            entries = entries.FindAll(entry => options.Accept(entry.Key)
                && !(collection is HashValue hash && HashFields.IsPast(call, hash, entry.Key)));
            Head(call, next, replyValue is null ? entries.Count : entries.Count * 2);
            foreach (var entry in entries)
            {
                call.Reply.Bulk(entry.Key);
                replyValue?.Invoke(entry.Value);
            }
        }
    }

    private static void Head(Call call, ulong next, int count)
    {
        call.Reply.Array(2);
        call.Reply.Bulk(Bytes.Of(next.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        call.Reply.Array(count);
    }

    private static bool TryCursor(Call call, Bytes argument, out ulong cursor)
    {
        var valid = Utf8Parser.TryParse(argument.Span, out cursor, out var digits) && digits == argument.Length;
        if (!valid)
        {
            call.Reply.Error("ERR invalid cursor");
        }

        return valid;
    }

    /// <summary>The options behind the cursor.</summary>
    private readonly record struct Options(long Count, Bytes? Pattern, Bytes? Type)
    {
        private const long UsualCount = 10;

        public static bool TryParse(Call call, int first, bool takesType, out Options options)
        {
            options = new Options(UsualCount, null, null);
            for (var i = first; i < call.Args.Length; i += 2)
            {
                var (name, value) = (call.Args[i], i + 1 < call.Args.Length ? call.Args[i + 1] : (Bytes?)null);
                if (value is not null && name.EqualsIgnoreCase("COUNT"))
                {
                    if (!call.Integer(value.Value, out var count))
                    {
                        return false;
                    }

                    options = options with { Count = count };
                }
                else if (value is not null && name.EqualsIgnoreCase("MATCH"))
                {
                    options = options with { Pattern = value };
                }
                else if (value is not null && takesType && name.EqualsIgnoreCase("TYPE"))
                {
                    options = options with { Type = value };
                }
                else
                {
                    options = options with { Count = 0 };
                }

                if (options.Count < 1)
                {
                    call.Reply.Error(Errors.Syntax);
                    return false;
                }
            }

            return true;
        }

        public bool Accept(Bytes element) =>
            Pattern is not { } pattern || GlobPattern.Matches(pattern.Span, element.Span);
    }
}
