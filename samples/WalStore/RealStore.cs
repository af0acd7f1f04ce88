using Sim.Machine.Process;
using Sim.Os;
using Sim.Os.Posix;

namespace WalStore;

/// <summary>The store as a real process on real files.</summary>
public static class RealStore
{
    private const int Writes = 12;

    /// <summary>
    /// Writes pairs, with a checkpoint after every fourth. Says what it begins and what it has promised.
    /// </summary>
    public static void Live(string directory, bool syncsNames, TextWriter output)
    {
        using var machine = PosixHost.Create(directory, SilentLog.Instance);
        var store = new Store(machine.Host.Files, syncsNames);
        store.Open();
        for (var i = 0; i < Writes; i++)
        {
            output.WriteLine($"begin key{i}=value{i}");
            store.Put($"key{i}", $"value{i}");
            output.WriteLine($"ack key{i}=value{i}");
            if (i % 4 == 3)
            {
                store.Checkpoint();
            }
        }
    }

    /// <summary>Opens the store in each directory that is given, a line each, and answers with its pairs.</summary>
    public static void Recover(bool syncsNames, TextReader input, TextWriter output)
    {
        while (input.ReadLine() is { } directory)
        {
            using var machine = PosixHost.Create(directory, SilentLog.Instance);
            var store = new Store(machine.Host.Files, syncsNames);
            try
            {
                store.Open();
                var pairs = store.Pairs.Select(pair => $"{pair.Key}={pair.Value}");
                output.WriteLine(string.Join(' ', pairs.Prepend("ok")));
            }
            catch (ProcessExit exit)
            {
                output.WriteLine($"refused {exit.Message}");
            }
        }
    }
}
