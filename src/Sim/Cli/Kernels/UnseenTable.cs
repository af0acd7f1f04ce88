using Sim.Cli.Output;
using Sim.Kernel.Records;

namespace Sim.Cli.Kernels;

/// <summary>
/// For each history and file system: the states that a kernel left, those that the preset allows and no kernel left,
/// and the crash images that were looked at. As a table of Markdown.
/// </summary>
internal sealed class UnseenTable
{
    private readonly SortedDictionary<(string History, string Kind), Cell> cells = [];

    public void Add(KernelRecord record, RecordCheck check) =>
        cells[(record.History.Name, record.Kind)] = new Cell(check.Seen, check.Unseen.Count, record.Images);

    public void Write(Terminal terminal)
    {
        string[] kinds = [.. FileSystemKind.All.Select(kind => kind.Name).Where(
            kind => cells.Keys.Any(key => key.Kind == kind))];
        terminal.Output.WriteLine($"| history | {string.Join(" | ", kinds)} |");
        terminal.Output.WriteLine($"|---|{string.Concat(kinds.Select(_ => "---|"))}");
        foreach (var history in cells.Keys.Select(key => key.History).Distinct().Order(StringComparer.Ordinal))
        {
            WriteRow(terminal, history, kinds.Select(
                kind => cells.TryGetValue((history, kind), out var cell) ? cell : default));
        }

        WriteRow(terminal, "all", kinds.Select(kind => cells.Where(cell => cell.Key.Kind == kind).Aggregate(
            default(Cell), (sum, cell) => sum.Plus(cell.Value))));
    }

    private static void WriteRow(Terminal terminal, string name, IEnumerable<Cell> row) =>
        terminal.Output.WriteLine($"| {name} | {string.Join(" | ", row)} |");

    private readonly record struct Cell(int Seen, int Unseen, int Images)
    {
        public Cell Plus(Cell other) => new(Seen + other.Seen, Unseen + other.Unseen, Images + other.Images);

        public override string ToString() => Images == 0 ? "" : Invariant($"{Seen} + {Unseen} / {Images}");
    }
}
