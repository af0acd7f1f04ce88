using System.Diagnostics;
using System.Globalization;
using Aof.Data;
using Sim.Cli.RealDisk;
using Sim.Os;

namespace Tests.Scenarios.Kill;

/// <summary>
/// The directory of servers that are killed, one after the other, and what each of them may have left there.
/// </summary>
internal sealed class KilledDirectory : IServerLog, IDisposable
{
    private readonly ulong seed;
    private readonly string directory = Directory.CreateTempSubdirectory("sim-kill-").FullName;
    private readonly List<string> serverLog = [];
    private List<Dataset> states = [new()];
    private int acknowledged;
    private bool delete;

    public KilledDirectory(ulong seed) => this.seed = seed;

    /// <summary>What each server acknowledged of what it was to execute, and what its successor found.</summary>
    public List<(int Acknowledged, int Found, int All)> Ends { get; } = [];

    /// <summary>
    /// A server starts here, works, and is killed after so many acknowledgements and a little time more.
    /// </summary>
    public void Live(int life, int acknowledgements, int extraUs)
    {
        CheckWhatIsLeft(life);
        using var server = Process.Start(StartInfo(life))!;
        var lines = new List<string>();
        while (lines.Count < acknowledgements && server.StandardOutput.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        SpinWait.SpinUntil(() => false, TimeSpan.FromMicroseconds(extraUs));
        Assert.False(server.HasExited && server.ExitCode != 0,
            $"The server of seed {seed}, life {life} ended by itself: {directory}");
        server.Kill();

        // What it had printed by then was acknowledged, whether we had read it or not.
        lines.AddRange(server.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        server.WaitForExit();
        acknowledged = lines.Count == 0 ? 0 : int.Parse(lines[^1], CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The next server finds a state that the last one had, no earlier than what that one acknowledged. The check runs
    /// a life on a copy of the directory. By the same seed that life also gives the states that the next one will have.
    /// </summary>
    public void CheckWhatIsLeft(int life)
    {
        var copy = Directory.CreateTempSubdirectory("sim-kill-copy-").FullName;
        foreach (var file in Directory.GetFiles(directory))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        var states = new List<Dataset>();
        new KillTestRun(copy, seed, life).Run(this, unit: data => states.Add(data.Snapshot()), acknowledged: _ => { });
        Directory.Delete(copy, recursive: true);
        var found = this.states.FindIndex(acknowledged, state => state.ContentEquals(states[0]));
        var earlier = this.states.FindIndex(state => state.ContentEquals(states[0]));
        Assert.True(
            found >= 0,
            $"Seed {seed}: the life before {life} acknowledged {acknowledged} of {this.states.Count - 1} units. "
            + (earlier < 0 ? "The log holds none of its states. " : $"The log holds state {earlier}. ")
            + $"{directory} is kept.\n{string.Join('\n', serverLog)}");
        if (life > 0)
        {
            Ends.Add((acknowledged, found, this.states.Count - 1));
        }

        this.states = states;
        acknowledged = 0;
    }

    /// <summary>Nothing went wrong: there is nothing to keep.</summary>
    public void Delete() => delete = true;

    public void Dispose()
    {
        if (delete)
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    void IServerLog.Write(LogLevel level, string message) => serverLog.Add(message);

    /// <summary>The Sim beside the tests, by the dotnet that runs them.</summary>
    private ProcessStartInfo StartInfo(int life)
    {
        var dotnet =
            Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        string[] words = [Path.Combine(AppContext.BaseDirectory, "Sim.dll"), "torture", directory, $"{seed}",
            $"{life}"];
        return new ProcessStartInfo(dotnet, words)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
    }
}
