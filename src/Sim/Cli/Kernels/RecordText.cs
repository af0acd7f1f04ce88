using Sim.Cli.Output;
using Sim.Kernel.Records;

namespace Sim.Cli.Kernels;

/// <summary>Records held against their presets, as text, and the sum of them.</summary>
internal sealed class RecordText(Terminal terminal, bool listsUnseen)
{
    private int records;
    private int seen;
    private int denied;
    private int unseen;

    /// <summary>Checks a record, and writes a line about it and each denied state.</summary>
    /// <exception cref="FormatException">It is of an unknown file system, or its history cannot be run.</exception>
    public RecordCheck Write(KernelRecord record)
    {
        var check = new RecordCheck(record, FileSystemKind.Named(record.Kind).Preset);
        records++;
        seen += check.Seen;
        denied += check.Denied.Count;
        unseen += check.Unseen.Count;
        terminal.Output.WriteLine(
            Invariant($"{record.History.Name} on {record.Kind}: {record.Images} images, {check.Seen} states seen, ") +
            Invariant($"{check.Denied.Count} denied, {check.Unseen.Count} allowed and never seen"));
        WriteDenied(check);
        foreach (var (calls, state) in listsUnseen ? check.Unseen : [])
        {
            terminal.Output.WriteLine(
                Invariant($"  never seen after {calls} calls: {state}"));
        }

        return check;
    }

    /// <summary>Checks what a real file system did after a failure, and writes each difference.</summary>
    public void Write(FailureRecord record)
    {
        var differences = FailureCheck.Differences(record, FileSystemKind.Named(record.Kind).Preset);
        records++;
        seen++;
        denied += differences.Count > 0 ? 1 : 0;
        var verdict = differences.Count == 0 ? "as" : "not as";
        terminal.Output.WriteLine($"{record.Story.Name} on {record.Kind}, a failure: {verdict} the preset says");
        foreach (var difference in differences)
        {
            terminal.Output.WriteLine($"  DENIED {difference}");
        }
    }

    public void WriteDenied(RecordCheck check)
    {
        foreach (var (place, seen, rule) in check.Denied)
        {
            terminal.Output.WriteLine($"  DENIED {place}: {seen.State}");
            terminal.Output.WriteLine($"    {rule}; schedule {seen.Schedule}");
        }
    }

    /// <summary>Writes the sum and returns the exit code.</summary>
    public int WriteSum()
    {
        terminal.Output.WriteLine(Invariant(
            $"{records} records: {seen} states seen, {denied} of them denied; {unseen} allowed and never seen"));
        return denied == 0 ? ExitCode.Good : ExitCode.Found;
    }
}
