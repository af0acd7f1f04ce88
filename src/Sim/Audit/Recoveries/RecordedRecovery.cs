using Sim.Kernel.Device;

namespace Sim.Audit.Recoveries;

/// <summary>
/// Runs a recovery under the recorder, which is a process of its own: it must not share one with other children.
/// </summary>
internal static class RecordedRecovery
{
    /// <summary>How many times as long a recovery may take under the recorder.</summary>
    private const int Slower = 4;

    /// <summary>The command of a recorder: the program that it records follows.</summary>
    public static string Recorder(string folder, string record, TimeSpan limit) =>
        string.Join(' ', ((string[])[OwnProgram.Dotnet, OwnProgram.Assembly]).Select(Shell.Quoted))
        + $" audit record --root {Shell.Quoted(folder)} --out {Shell.Quoted(record)} "
        + Invariant($"--time {(long)(limit * Slower).TotalMilliseconds}ms --");

    /// <summary>Records a command of the shell. Returns why there is no record; null when there is one.</summary>
    public static string? Run(string command, string input, string folder, string record, TimeSpan limit)
    {
        using var process = Shell.Start($"{Recorder(folder, record, limit)} /bin/sh -c {Shell.Quoted(command)}");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended, and its exit code says how.
        }

        // The recorder ends what it records at its limit, and then itself.
        var isInTime = process.WaitForExit((Slower + 1) * limit);
        Shell.End(process);
        return !isInTime ? "the recorder did not end"
            : process.ExitCode == 0 ? null
            : error.Wait(limit) && error.Result.Trim() is { Length: > 0 } says ? says.Split('\n')[^1]
            : output.Wait(limit) ? output.Result.Trim() : "the recorder says nothing";
    }
}
