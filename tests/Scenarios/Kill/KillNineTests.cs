using System.Globalization;
using Sim.Cli.RealDisk;
using Sim.Machine.Random;
using Sim.Os.Posix;
using Tests.Scenarios.Posix;
using Xunit.Abstractions;

namespace Tests.Scenarios.Kill;

/// <summary>
/// kill -9 for real: a server in a process of its own, on the real disk, with rewrites, is killed wherever it happens
/// to be; what it acknowledged must be there when the next one starts. When it is killed is up to the machine. What it
/// must have left is not.
/// </summary>
public sealed class KillNineTests(ITestOutputHelper output)
{
    private const int DefaultKills = 3;
    private const int LivesOfADirectory = 3;

    /// <summary>How many kills; SIM_KILLS in the environment says otherwise.</summary>
    private static int Kills =>
        int.TryParse(Environment.GetEnvironmentVariable("SIM_KILLS"), CultureInfo.InvariantCulture, out var kills)
        ? kills
        : DefaultKills;

    [PosixFact(IsLong = true)]
    public void WhatWasAcknowledgedSurvivesKillNine()
    {
        var ends = Enumerable.Range(1, (Kills + LivesOfADirectory - 1) / LivesOfADirectory).SelectMany(
            seed => KillSeveralTimes((ulong)seed)).ToList();
        ends.ForEach(end => output.WriteLine($"acknowledged {end.Acknowledged}, found {end.Found} of {end.All}"));
        Assert.Contains(ends, end => end.Acknowledged > 0 && end.Found < end.All);
    }

    /// <summary>What a killed server must have left is asked of a life that is run again, and faster.</summary>
    [PosixFact(IsLong = true)]
    public void ALifeIsTheSameHoweverSlowTheMachine() => Assert.Equal(States(slow: false), States(slow: true));

    private static List<ulong> States(bool slow)
    {
        var directory = Directory.CreateTempSubdirectory("sim-slow-").FullName;
        var states = new List<ulong>();
        new KillTestRun(directory, seed: 1, number: 5).Run(
            new TextLog(TextWriter.Null, TimeProvider.System), data => Saw(data.Fingerprint()), acknowledged: _ => { });
        Directory.Delete(directory, recursive: true);
        return states;

        void Saw(ulong state)
        {
            Thread.Sleep(slow && states.Count % 6 == 0 ? 25 : 0);
            states.Add(state);
        }
    }

    private static List<(int Acknowledged, int Found, int All)> KillSeveralTimes(ulong seed)
    {
        var chance = new Seed(seed).Stream("kill");
        using var place = new KilledDirectory(seed);
        for (var life = 0; life < LivesOfADirectory; life++)
        {
            place.Live(life, acknowledgements: chance.Range(0, 250), extraUs: chance.Below(3000));
        }

        place.CheckWhatIsLeft(LivesOfADirectory);
        place.Delete();
        return place.Ends;
    }
}
