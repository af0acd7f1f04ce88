using System.Buffers.Binary;
using Aof.Rdb;

namespace Tests.Scenarios.Rdb;

/// <summary>What a part of an RDB file is.</summary>
internal enum PartKind
{
    /// <summary>Bytes as they are: head, types, opcodes, deadlines, scores.</summary>
    Raw,

    /// <summary>A length or a count.</summary>
    Count,

    /// <summary>A string, unpacked.</summary>
    Text,
}

/// <summary>A part of an RDB file.</summary>
internal sealed record Part(PartKind Kind, byte[] Bytes, ulong Number = 0);

/// <summary>A sound RDB file taken apart, with a reader that believes everything, so that it can be put together again with one thing wrong.</summary>
internal sealed class RdbParts(byte[] file)
{
    private int at;

    public static List<Part> Of(byte[] file) => new RdbParts(file).All();

    private List<Part> All()
    {
        var parts = new List<Part> { Raw(9) };
        while (true)
        {
            var type = file[at];
            parts.Add(Raw(1));
            switch (type)
            {
                case 255:
                    return parts;
                case 250:
                    parts.AddRange([Text(), Text()]);
                    break;
                case 251:
                    parts.AddRange([Count(), Count()]);
                    break;
                case 252:
                    parts.Add(Raw(8));
                    break;
                case 254:
                    parts.Add(Count());
                    break;
                default:
                    parts.Add(Text());
                    parts.AddRange(Value(type));
                    break;
            }
        }
    }

    private List<Part> Value(byte type)
    {
        if (type is 0 or 11 or 12 or 13 or 16 or 17)
        {
            return [Text()];
        }

        if (type is 15 or 19)
        {
            return Stream(isSecond: type == 19);
        }

        var parts = new List<Part> { Count() };
        for (var left = parts[0].Number; left > 0; left--)
        {
            parts.AddRange(type switch
            {
                2 or 14 => [Text()],
                4 => [Text(), Text()],
                5 => [Text(), Raw(8)],
                18 => [Count(), Text()],
                _ => throw new InvalidOperationException($"No recording should hold a value of type {type}."),
            });
        }

        return parts;
    }

    private List<Part> Stream(bool isSecond)
    {
        var parts = new List<Part>();
        Repeat(parts, () => parts.AddRange([Text(), Text()]));
        parts.AddRange(Counts(isSecond ? 8 : 3));
        Repeat(parts, () =>
        {
            parts.AddRange([Text(), .. Counts(isSecond ? 3 : 2)]);
            Repeat(parts, () => parts.AddRange([Raw(24), Count()]));
            Repeat(parts, () =>
            {
                parts.AddRange([Text(), Raw(8)]);
                Repeat(parts, () => parts.Add(Raw(16)));
            });
        });
        return parts;
    }

    private void Repeat(List<Part> parts, Action read)
    {
        parts.Add(Count());
        for (var left = parts[^1].Number; left > 0; left--)
        {
            read();
        }
    }

    private Part Raw(int length) => new(PartKind.Raw, file[at..(at += length)]);

    private Part Count() => new(PartKind.Count, [], Number());

    private Part[] Counts(int count) => [.. Enumerable.Range(0, count).Select(_ => Count())];

    private Part Text()
    {
        var first = file[at];
        if (first < 0xc0)
        {
            var length = (int)Number();
            return new Part(PartKind.Text, file[at..(at += length)]);
        }

        at++;
        if (first < 0xc3)
        {
            // A number is kept as it is: its head is part of it.
            var size = 1 << (first - 0xc0);
            at += size;
            return new Part(PartKind.Raw, file[(at - size - 1)..at]);
        }

        var (packed, unpacked) = ((int)Number(), new byte[(int)Number()]);
        Assert.True(Lzf.TryUnpack(file.AsSpan(at, packed), unpacked));
        at += packed;
        return new Part(PartKind.Text, unpacked);
    }

    private ulong Number()
    {
        var first = file[at++];
        return (first >> 6) switch
        {
            0 => first,
            1 => (ulong)(((first & 0x3f) << 8) | file[at++]),
            _ when first == 0x80 => BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((at += 4) - 4)),
            _ => BinaryPrimitives.ReadUInt64BigEndian(file.AsSpan((at += 8) - 8)),
        };
    }
}
