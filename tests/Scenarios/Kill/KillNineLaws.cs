using System.Globalization;
using Sim.Chance;
using Tests.Scenarios.Posix;

namespace Tests.Scenarios.Kill;

/// <summary>
/// kill -9 for real: a server in a process of its own, on the real disk, with rewrites, is killed wherever it happens to be; what
/// it acknowledged must be there when the next one starts. When it is killed is up to the machine. What it must have left is not.
/// </summary>
public sealed class KillNineLaws
{
    private const int DefaultKills = 6;
    private const int LivesOfADirectory = 3;

    /// <summary>How many kills; SIM_KILLS in the environment says otherwise.</summary>
    private static int Kills =>
        int.TryParse(Environment.GetEnvironmentVariable("SIM_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : DefaultKills;

    [PosixFact]
    public void WhatWasAcknowledgedSurvivesKillNine()
    {
        for (var seed = 0; seed * LivesOfADirectory < Kills; seed++)
        {
            KillSeveralTimes((ulong)seed + 1);
        }
    }

    private static void KillSeveralTimes(ulong seed)
    {
        var chance = new Seed(seed).Stream("kill");
        using var place = new KilledDirectory(seed);
        for (var life = 0; life < LivesOfADirectory; life++)
        {
            place.Live(life, acknowledgements: chance.Range(0, 250), extraUs: chance.Below(3000));
        }

        place.CheckWhatIsLeft(LivesOfADirectory);
        place.Delete();
    }
}
