using FsCheck;
using FsCheck.Fluent;
using Sim.Machine.Disk;

namespace Tests.Properties.Disk;

/// <summary>Short lives of a disk with few names and few bytes, so that every image there may be can be looked at.</summary>
public static class DiskScripts
{
    private const int MaxSteps = 8;

    private static Gen<string> Name => Gen.Elements("f", "f", "f", "g", "h");

    private static Gen<DiskVerb> Verb => Gen.Frequency(
        (4, Gen.Constant(DiskVerb.Append)),
        (3, Gen.Elements(DiskVerb.Overwrite, DiskVerb.Truncate, DiskVerb.Create)),
        (2, Gen.Elements(DiskVerb.Rename, DiskVerb.Unlink)),
        (4, Gen.Elements(DiskVerb.Sync, DiskVerb.SyncData, DiskVerb.SyncDirectory)),
        (2, Gen.Elements(DiskVerb.FailSync, DiskVerb.FailDirectory, DiskVerb.LosePages)));

    private static Gen<DiskStep> Step =>
        from verb in Verb
        from name in Name
        from to in Name
        from offset in Gen.Choose(0, 5)
        from letter in Gen.Choose('a', 'y')
        from length in Gen.Choose(1, 2)
        from late in Gen.Elements(0, 0, 0, 1, 2)
        select new DiskStep(verb, name, to, offset, new string((char)letter, length), late);

    private static Gen<DiskScript> Script =>
        from fate in Gen.Elements(FailedSync.PagesClean, FailedSync.PagesClean, FailedSync.ContentReverts, FailedSync.PagesDirty)
        from count in Gen.Choose(1, MaxSteps)
        from steps in Gen.ArrayOf(Step, count)
        select new DiskScript(fate, steps);

    public static Arbitrary<DiskScript> Any() => Arb.From(Script, Smaller);

    private static IEnumerable<DiskScript> Smaller(DiskScript script) =>
        Enumerable.Range(0, script.Steps.Count).Select(left => script with { Steps = [.. script.Steps.Where((_, i) => i != left)] });
}
