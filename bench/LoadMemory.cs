using System.Diagnostics;
using System.Globalization;
using Aof;
using Aof.State;
using Sim.Machine.Process;
using Sim.Os.Posix;

namespace Bench;

/// <summary>
/// The peak memory of a load: a million SETs over a thousand keys, beside a quarter of a million over the same keys.
/// Only the dataset bounds the memory, so the longer file must not need more. Each load has its own process. The
/// shorter log is long enough for a first garbage collection.
/// </summary>
internal sealed class LoadMemory : Measurement
{
    private const int Few = 250_000;
    private const int Many = 1_000_000;
    private const int Keys = 1_000;
    private const int Rounds = 3;

    public override string Name => "load-memory";

    public override string? Missing => OperatingSystem.IsWindows() ? "it needs POSIX" : null;

    public override IEnumerable<Row> Take()
    {
        var directory = Directory.CreateTempSubdirectory("bench-memory-").FullName;
        try
        {
            var rounds = Enumerable.Range(0, Rounds).Select(
                _ => (Many: LoadApart(directory, Many), Few: LoadApart(directory, Few))).ToList();
            return
            [
                RowOf("peak memory of loading 1,000,000 SETs beside 250,000",
                    rounds.ConvertAll(round => (round.Many.Peak, round.Few.Peak)), Wanted.NotAbove(1.1)),
                RowOf("what lives after the load, the same",
                    rounds.ConvertAll(round => (round.Many.Live, round.Few.Live)), Wanted.NotAbove(1.1)),
            ];
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The work of the separate process: loads the log and writes the two figures.</summary>
    public static int LoadHere(string directory, TextWriter output)
    {
        using var machine = PosixHost.Create(directory, SilentLog.Instance);
        var server = AofServer.Start(machine.Host, new AofConfig());
        using var self = Process.GetCurrentProcess();
        output.WriteLine(
            Invariant($"{self.PeakWorkingSet64} {GC.GetTotalMemory(forceFullCollection: true)}"));
        GC.KeepAlive(server);
        return 0;
    }

    private static Row RowOf(string what, List<(double Many, double Few)> rounds, Wanted wanted)
    {
        var ratios = rounds.ConvertAll(round => round.Many / round.Few);
        return new Row(what, Text(rounds.Select(round => round.Many)), Text(rounds.Select(round => round.Few)),
            Median(ratios), Span.Of(ratios), wanted);
    }

    private static string Text(IEnumerable<double> bytes) =>
        Invariant($"{Median(bytes) / 1e6:N1} MB");

    private static (double Peak, double Live) LoadApart(string directory, int commands)
    {
        RecordedLog.WriteSets(Path.Combine(directory, "appendonly.aof"), commands, Keys);
        return LoadApart(directory);
    }

    /// <summary>Loads the log of a directory in a process of its own: its peak, and what lives afterwards, in bytes.
    /// </summary>
    internal static (double Peak, double Live) LoadApart(string directory)
    {
        var program = Environment.ProcessPath!;
        string[] own =
            Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(LoadMemory).Assembly.Location] : [];
        using var process = Process.Start(
            new ProcessStartInfo(program, [.. own, "load-memory", directory]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("The process did not start.");
        var figures = process.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.TrimEntries);
        process.WaitForExit();
        return (double.Parse(figures[0], CultureInfo.InvariantCulture),
            double.Parse(figures[1], CultureInfo.InvariantCulture));
    }
}
