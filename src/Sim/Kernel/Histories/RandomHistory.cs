using Sim.Machine.Random;

namespace Sim.Kernel.Histories;

/// <summary>
/// Random histories of three to eight calls, on few names and few blocks, so that calls meet. A seed makes the same
/// history always.
/// </summary>
public sealed class RandomHistory
{
    private const int MostBlocks = 5;

    private static readonly string[] Paths = ["log", "log", "log", "temp", "temp", "g", "d/log", "d/temp"];

    private static readonly string[] First = ["log", "temp"];

    /// <summary>Sizes and offsets at and around the ends of sectors and blocks, in bytes.</summary>
    private static readonly int[] Sizes = [1, 100, 512, 1000, 4000, 4096, 4097, 5000, 8192, 9000, 12_288, 13_000];

    private readonly Prng draw;
    private readonly SortedList<string, int> sizes = new(StringComparer.Ordinal);
    private readonly List<HistoryCall> calls = [];
    private bool hasDirectory;
    private char letter = 'a';

    private RandomHistory(Seed seed) => draw = seed.Stream("history");

    /// <summary>The history of a seed.</summary>
    public static History Of(Seed seed) => new RandomHistory(seed).Draw(seed);

    private History Draw(Seed seed)
    {
        hasDirectory = draw.Below(4) == 0;
        foreach (var path in First.Take(1 + draw.Below(2)))
        {
            sizes[path] = draw.Below(4) == 0 ? 0 : draw.Pick<int>(Sizes);
        }

        var initial = string.Join(' ', sizes.Select(
            file => file.Value == 0 ? $"{file.Key}=empty" : $"{file.Key}={Letters(file.Value)}"));
        initial = hasDirectory ? "d/ " + initial : initial;
        for (var left = draw.Range(3, 8); left > 0; left--)
        {
            Add();
        }

        return new History(Invariant($"seed-{seed.Value}"), initial, calls);
    }

    private void Add()
    {
        var path = draw.Pick<string>(Paths);
        if (path.StartsWith("d/", StringComparison.Ordinal) && !hasDirectory)
        {
            hasDirectory = true;
            calls.Add(new HistoryCall(CallKind.Mkdir, "d"));
        }
        else if (!sizes.TryGetValue(path, out var size))
        {
            sizes[path] = 0;
            calls.Add(new HistoryCall(CallKind.Create, path));
        }
        else
        {
            Add(path, size);
        }
    }

    private void Add(string path, int size)
    {
        switch (draw.Below(12))
        {
            case < 4:
                Write(path, at: size, offset: -1);
                break;
            case 4:
                var at = draw.Below(2) == 0 ? 0 : Math.Min(draw.Pick<int>(Sizes), size + 5000);
                Write(path, at, at);
                break;
            case 5 or 6 when draw.Pick<int>(Sizes) is var cut && cut != size:
                var grows = cut > size && draw.Below(2) == 0;
                sizes[path] = cut;
                calls.Add(new HistoryCall(grows ? CallKind.Allocate : CallKind.Trunc, path, Offset: cut));
                break;
            case 7 or 8 when draw.Pick<string>(Paths) is var to && to != path && (to[0] != 'd' || hasDirectory):
                _ = sizes.Remove(path);
                sizes[to] = size;
                calls.Add(new HistoryCall(CallKind.Rename, path, To: to));
                break;
            case 9 when sizes.Count > 1:
                _ = sizes.Remove(path);
                calls.Add(new HistoryCall(CallKind.Unlink, path));
                break;
            case 10:
                calls.Add(new HistoryCall(CallKind.Fsync, hasDirectory && draw.Below(2) == 0 ? "d" : "."));
                break;
            default:
                calls.Add(new HistoryCall(draw.Below(3) == 0 ? CallKind.Fdatasync : CallKind.Fsync, path));
                break;
        }
    }

    private void Write(string path, int at, int offset)
    {
        var count = Math.Min(draw.Pick<int>(Sizes), (MostBlocks * 4096) - at);
        if (count > 0)
        {
            sizes[path] = Math.Max(sizes[path], at + count);
            calls.Add(new HistoryCall(CallKind.Write, path, Offset: offset, Data: Letters(count)));
        }
    }

    private string Letters(int count) => Invariant($"{letter++}{count}");
}
