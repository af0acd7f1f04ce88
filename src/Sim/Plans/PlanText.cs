using System.Globalization;
using System.Text;
using Aof.KnownDefects;
using Aof.State;

namespace Sim.Plans;

/// <summary>A plan and its parts in words, as traces, failure reports and pages print them.</summary>
internal static class PlanText
{
    /// <summary>A plan: a line for the settings, one for each fault and one for each step.</summary>
    public static string Of(Plan plan) => string.Join('\n', [
        Invariant($"seed {plan.Seed}, appendfsync {PolicyName(plan)}, disk {plan.Disk.Preset}")
            + (plan.Config.Layout == LogLayout.MultiPart ? ", a log of several files" : "")
            + (plan.Config.Timestamps ? ", with timestamps" : "")
            + (plan.Config.StartsOff ? ", switched on later" : ""),
        .. Faults(plan),
        .. plan.Steps.Select((step, i) => Numbered(i, step))]);

    /// <summary>The faults of a plan and what is unusual about its clients and pipes, a line each.</summary>
    public static List<string> Faults(Plan plan)
    {
        var lines = plan.Faults.Select(fault => "fault: " + fault).ToList();
        if (plan.Disk.CapacityBytes > 0)
        {
            lines.Insert(0, Invariant($"fault: the disk has room for {plan.Disk.CapacityBytes} bytes"));
        }

        if (plan.PipePages != new Plan().PipePages)
        {
            lines.Insert(0, Invariant($"pages of a pipe: {plan.PipePages}"));
        }

        if (plan.Config.ThresholdDivisor > 1)
        {
            lines.Insert(0, Invariant($"sizes of a rewrite, divided by {plan.Config.ThresholdDivisor}"));
        }

        if (plan.Pipeline > 1)
        {
            lines.Insert(0, Invariant($"commands that a client sends before it waits: {plan.Pipeline}"));
        }

        return lines;
    }

    /// <summary>A step with its number, from 1.</summary>
    public static string Numbered(int index, PlanStep step) => Invariant($"{index + 1}. {Step(step)}");

    /// <summary>A step with its time.</summary>
    public static string Step(PlanStep step) => Seconds(step.AtUs) + " " + WhatHappens(step);

    /// <summary>What a step does.</summary>
    public static string WhatHappens(PlanStep step) =>
        step.Event == PlanEvent.Command
            ? $"{ClientName(step.Client)}: {Words(step.Command)}"
            : step.Event == PlanEvent.Disconnect ? $"{ClientName(step.Client)}: {step.Event}"
            : step.ByUs != 0 ? Invariant($"{step.Event} by {step.ByUs} us")
            : step.Event.ToString();

    /// <summary>A command on one line. An argument that is long or not printable is quoted and cut.</summary>
    public static string Words(IEnumerable<string> command) => string.Join(' ', command.Select(Quoted));

    /// <summary>
    /// The name of a client. The healing client checks, when the faults have ended, that the server works.
    /// </summary>
    public static string ClientName(int client) =>
        client == PlanStep.HealingClient ? "healing client" : Invariant($"client {client}");

    private static string Quoted(string argument)
    {
        if (argument.Length is > 0 and <= 60 && argument.All(c => c is > ' ' and < '\u007f' and not '"'))
        {
            return argument;
        }

        var text = new StringBuilder("\"");
        foreach (var c in argument.Take(60))
        {
            _ = c is >= ' ' and < '\u007f' and not '"' and not '\\'
                ? text.Append(c)
                : text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
        }

        return text.Append('"').Append(argument.Length > 60 ? Invariant($"... ({argument.Length} bytes)") : "")
            .ToString();
    }

    /// <summary>The value of appendfsync in a plan.</summary>
    public static string PolicyName(Plan plan) => PolicyName(plan.Config.Policy);

    /// <summary>A value of appendfsync, as redis.conf writes it.</summary>
    public static string PolicyName(FsyncPolicy policy) => FsyncPolicyNames.Of(policy);

    /// <summary>A span of time in seconds, with six digits.</summary>
    public static string Seconds(long us) => Invariant($"{us / 1_000_000}.{us % 1_000_000:d6}s");
}
