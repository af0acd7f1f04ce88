using Aof.KnownDefects;
using Aof.Load;
using Sim.Check.Rules;
using Sim.Machine;
using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Os;

namespace Sim.Check.Crashes;

/// <summary>
/// The checker and the server agree on a log: rule 10 of the <see cref="Contract"/>, and rule 15 where the server
/// refuses what the checker calls valid.
/// </summary>
internal static class CheckerAgreement
{
    /// <summary>
    /// The server loads every log in which the checker finds no error. The checker may find one in a preamble, and not
    /// repair it.
    /// </summary>
    public static Anomaly? WronglyCalledValid(ImageBoot boot, SimulatedMachine machine, string refusal)
    {
        var check = LogCheck.Check(
            machine.BootServer(SilentLog.Instance, new Seed(0).Stream()).Files, boot.Config);
        machine.KillServer();
        return check is { Ok: true, Value.Check.Error: null }
            ? new Anomaly(ViolationKind.Misreported,
            "the checker calls the log valid, and the server refuses it: " + refusal, boot.CrashUs)
            : null;
    }

    /// <summary>
    /// The error that the checker finds in the log of a server that has started; null when it finds none. A spoiled log
    /// may hold commands that the server has refused, and read over.
    /// </summary>
    public static string? Objection(ImageBoot boot, IFiles files, Evidence evidence)
    {
        var checkedLog = LogCheck.Check(files, boot.Config with { Defects = Defects.None });
        return checkedLog is { Ok: true, Value.Check.Error: { } error }
            && !(evidence == Evidence.Spoiled && checkedLog.Value.Check.IsReadOver)
            ? $"the server has started, and the checker calls its log damaged: {error}"
            : null;
    }
}
