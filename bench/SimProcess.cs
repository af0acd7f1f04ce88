using System.Diagnostics;

namespace Bench;

/// <summary>The command line as a process of its own, with its own garbage collector.</summary>
internal static class SimProcess
{
    /// <summary>The seconds of wall time from the start of the process to its end.</summary>
    /// <exception cref="InvalidOperationException">Its exit code is not 0.</exception>
    public static double Seconds(params string[] args)
    {
        var dotnet =
            Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(
            new ProcessStartInfo(dotnet,
                [Path.Combine(AppContext.BaseDirectory, "Sim.dll"), .. args])
            { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var progress = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd() + progress.Result;
        process.WaitForExit();
        return process.ExitCode == 0
            ? Stopwatch.GetElapsedTime(start).TotalSeconds
            : throw new InvalidOperationException($"{string.Join(' ', args)} ended with {process.ExitCode}: {said}");
    }
}
