using Aof.Data;
using Aof.Data.Primitives;

namespace Bench;

/// <summary>
/// The cost of a fork with a million keys, beside one with a thousand: the snapshot, and the database that the server
/// continues with. Both must take the same time; a copy would take a thousand times longer.
/// </summary>
internal sealed class Forks : SideBySide
{
    private const int Many = 1_000_000;
    private const int Few = 1_000;
    private const int Snapshots = 100_000;

    private Dataset large = new();
    private Dataset small = new();

    public override string Name => "forks";

    protected override string What => "fork of 1,000,000 keys beside 1,000";

    protected override Wanted Wanted => Wanted.NotAbove(1.5);

    protected override void SetUp() => (large, small) = (Filled(Many), Filled(Few));

    protected override void TearDown() => (large, small) = (new(), new());

    protected override double OursSeconds() => Seconds(large);

    protected override double BesideSeconds() => Seconds(small);

    protected override string Text(double seconds) =>
        Invariant($"{seconds / Snapshots * 1e9:N0} ns");

    private static Dataset Filled(int keys)
    {
        var executor = new UnloggedExecutor();
        foreach (var argv in RecordedLog.Sets(keys))
        {
            executor.Execute(Array.ConvertAll(argv, Bytes.Of));
        }

        return executor.Data;
    }

    private static double Seconds(Dataset dataset)
    {
        var keys = dataset[0].Count;
        return Time(() =>
        {
            for (var index = 0; index < Snapshots; index++)
            {
                var snapshot = dataset.Snapshot();
                if (dataset[0].Count != keys || snapshot.DatabaseCount != dataset.DatabaseCount)
                {
                    throw new InvalidOperationException("The snapshot is not the dataset.");
                }
            }
        });
    }
}
