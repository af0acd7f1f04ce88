using Sim.Audit.Recoveries;
using Sim.Audit.Records;
using Sim.Cli.Output;

namespace Sim.Cli.Audits;

/// <summary>Crashes of recoveries in words. A failure keeps a record of its own: the run and the recovery.</summary>
/// <param name="record">The path of the record of the run.</param>
/// <param name="disk">The rebuilt disk of the run.</param>
/// <param name="options">What was tried.</param>
/// <param name="crashed">What the crashes have shown.</param>
internal sealed class RecoveryStories(
    string record, RebuiltDisk disk, AuditOptions options, CrashedRecoveries crashed)
{
    /// <summary>What was tried, a line; empty when there was nothing to try.</summary>
    internal string Summary { get; } =
        options.Recoveries == 0 || crashed.Possible == 0 ? ""
        : Invariant($"{crashed.Recoveries} of {Quantity.Of(crashed.Possible, "recovery", "recoveries")} ")
            + $"that changed the disk crashed too: {Quantity.Of(crashed.States, "crash state")}, "
            + Quantity.Of(crashed.Images, "different image")
            + (crashed.Objection is { } objection ? $"; not all were recorded: {objection}\n" : "\n");

    /// <summary>The names of the kinds of failures.</summary>
    internal IEnumerable<string> Kinds => crashed.Failures.Select(failure => failure.Failure.KindName);

    /// <summary>Prints the new kinds and keeps them.</summary>
    internal IEnumerable<AuditStory> Keep(KnownKinds known, Terminal terminal)
    {
        foreach (var (failure, first, content, auditor) in crashed.Failures)
        {
            if (known.IsNew(failure.KindName))
            {
                var path = Path.Combine(known.Folder, Path.GetFileNameWithoutExtension(record)
                    + Invariant($".{first.Position}.{first.DiskName}.{first.Image}.recovery.rec"));
                Write(content, path);
                yield return new FailureText(path, auditor.Disk, options, known.Folder)
                {
                    FirstCrash = $"{FailureText.How(first)} {disk.After(disk.Words, first.Position)}",
                }.Keep(failure, auditor.OrderNeeded(failure), second: null, terminal);
            }
        }
    }

    private static void Write(RecordContent content, string path)
    {
        using var file = new FileStream(path, FileMode.Create);
        using var writer = new RecordWriter(file);
        foreach (var entry in content.Entries)
        {
            writer.Write(entry);
        }
    }
}
