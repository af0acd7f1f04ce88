using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Os;

namespace Sim.Machine.CrashTesting.Lives;

/// <summary>The random numbers of a program, for the thread of the test only.</summary>
internal sealed class GuardedRandom(Prng chance, ThreadGuard threads) : IRandom
{
    public ulong Next()
    {
        threads.Check("a random number");
        return chance.Next();
    }
}
