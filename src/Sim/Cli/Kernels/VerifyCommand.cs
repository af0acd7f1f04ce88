using System.CommandLine;
using System.Globalization;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Kernel;
using Sim.Kernel.Records;

namespace Sim.Cli.Verbs;

/// <summary>kernels: holds the disk presets to what real file systems leave after a power loss.</summary>
internal sealed class KernelsVerb
{
    private readonly Terminal terminal;
    private readonly Argument<string[]> files = new("FILE")
    {
        Description = "records, as `kernels record` writes them; a folder stands for all records in it",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<bool> unseen = new("--unseen")
    {
        Description = "list the states that a preset allows and no record has",
    };

    private KernelsVerb(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new KernelsVerb(terminal);
        var verify = new Command(
            "verify", "Check recorded states against the presets, without a kernel; exit 1 when a preset denies one.")
        {
            verb.files, verb.unseen,
        };
        verify.SetAction(verb.Verify);
        return new Command("kernels", "Hold the disk presets to what real file systems leave after a power loss.")
        {
            verify,
        };
    }

    private int Verify(ParseResult parsed)
    {
        var (records, seen, denied, unseen) = (0, 0, 0, 0);
        foreach (var path in parsed.GetRequiredValue(files).SelectMany(Records))
        {
            if (!TryRead(path, out var record, out var check))
            {
                return ExitCode.BadUsage;
            }

            Write(record, check, parsed.GetValue(this.unseen));
            records++;
            seen += check.Seen;
            denied += check.Denied.Count;
            unseen += check.Unseen.Count;
        }

        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{records} records: {seen} states seen, {denied} of them denied; {unseen} allowed and never seen"));
        return denied == 0 ? ExitCode.Good : ExitCode.Found;
    }

    private static IEnumerable<string> Records(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        : [path];

    private bool TryRead(string path, out KernelRecord record, out RecordCheck check)
    {
        (record, check) = (null!, null!);
        try
        {
            record = RecordFile.Read(InputFile.ReadText(path));
            check = new RecordCheck(record, FileSystemKind.Named(record.Kind).Preset);
            return true;
        }
        catch (FormatException problem)
        {
            terminal.Complain($"{path} is not a record: {problem.Message}");
            return false;
        }
    }

    private void Write(KernelRecord record, RecordCheck check, bool listsUnseen)
    {
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{record.History.Name} on {record.Kind}: {check.Seen} states seen, {check.Denied.Count} denied, "
            + $"{check.Unseen.Count} allowed and never seen"));
        foreach (var (place, seen, rule) in check.Denied)
        {
            terminal.Output.WriteLine($"  DENIED {place}: {seen.State}");
            terminal.Output.WriteLine($"    {rule}; schedule {seen.Schedule}");
        }

        foreach (var (calls, state) in listsUnseen ? check.Unseen : [])
        {
            terminal.Output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"  never seen after {calls} calls: {state}"));
        }
    }
}
