using System.Globalization;
using System.Text.RegularExpressions;
using Tests.Scenarios.Cli;
using Tests.Scenarios.Kernels;

namespace Tests.Scenarios.Audit;

/// <summary>A program recorded on a real file system, which is crashed too.</summary>
public sealed class DeviceTests
{
    /// <summary>The first acknowledgement is covered by nothing; the second one covers both.</summary>
    [KernelTheory]
    [InlineData("ext4", "ext4-ordered")]
    public void AFindingIsSeenByBothWitnesses(string device, string name)
    {
        using var directory = new TemporaryDirectory();
        var disk = Directory.CreateDirectory(directory["disk"]).FullName;
        File.WriteAllText(Path.Combine(disk, "old"), "old");
        var run = CapturedTerminal.Run("audit", "run", "--root", disk, "--record", directory["r"], "--out",
            directory["out"], "--device", device, "--device-images", "25", "--disk", name, "--images", "4", "--recover",
            "test -s {}/old && (cat {}/f || true)", "--", "sh", "-c",
            $"cd '{disk}'; echo begin a; echo a > f; echo ack a; sync f; sync .; "
                + "echo begin b; echo b >> f; sync f; echo ack b");
        Assert.True(run.ExitCode == 1, run.Output);
        Assert.Matches($"a real {name}: 25 of [0-9]+ crashes between [0-9]+ block writes, [1-9]", run.Output);
        Assert.Matches(
            $"a was acknowledged and did not come back, 1 of 1 in all(\n.*)*second witness: seen on a real {name} too",
            run.Output);
        Assert.DoesNotContain("b was acknowledged and did not", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("REFUSED", run.Output, StringComparison.Ordinal);
        Assert.Equal(["old"], Directory.GetFiles(disk).Select(Path.GetFileName));
    }

    /// <summary>
    /// Each sync is two writes at least, one after the other, and none is answered sooner. Where a size arrives before
    /// its data, ext4 shows zeros, which a log without a checksum must pass over.
    /// </summary>
    [KernelTheory]
    [InlineData("ext4")]
    public void ADeviceMayBeSlowAndOutOfOrderBesideAnotherProgram(string device)
    {
        using var directory = new TemporaryDirectory();
        var disk = Directory.CreateDirectory(directory["disk"]).FullName;
        var run = CapturedTerminal.Run("audit", "run", "--root", disk, "--record", directory["r"], "--out",
            directory["out"], "--device", device, "--device-images", "10", "--device-write", "400ms", "--device-late",
            "20ms", "--device-syncs", "5ms", "--disk", "kill", "--recover", "tr -d '\\000' < {}/f || true", "--", "sh",
            "-c",
            $"cd '{disk}'; for i in 1 2; do echo begin $i; echo $i >> f; sync f; sync .; echo ack $i; done");
        Assert.True(run.ExitCode == 0, run.Output);
        var seconds = Regex.Match(run.Output, "recorded in ([0-9.]+) s").Groups[1].Value;
        Assert.InRange(double.Parse(seconds, CultureInfo.InvariantCulture), 1.6, 120);
    }
}
