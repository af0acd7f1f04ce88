using System.Text;
using Sim.Machine.Random;

namespace Tests.Scenarios.Audit;

/// <summary>A random script of the shell: children, shared and duplicated descriptors, appends at once, and changes of
/// names.</summary>
internal static class ShellScript
{
    private const int Steps = 25;

    public static string Draw(Prng prng)
    {
        var script = new StringBuilder("mkdir -p d\n");
        for (var step = 0; step < Steps; step++)
        {
            var (name, other, size) = (Name(prng), Name(prng), prng.Below(9000));
            _ = script.Append(prng.Below(10) switch
            {
                0 => $"echo {size} >> {name}",
                1 => $"(echo {size}; echo b) > {name}",
                2 => $"dd if=/dev/zero of={name} bs={size + 1} count=1 seek=1 conv=notrunc status=none",
                3 => $"truncate -s {size} {name}",
                4 => $"[ -e {name} ] && mv -f {name} {other}x",
                5 => $"rm -f {name}",
                6 => $"(echo a >> {name}) & (echo b >> {name}) & (echo c >> {other}) & wait",
                7 => $"[ -e {name} ] && sync {name}; sync -d .",
                8 => $"exec 5>> {name}; echo {size} >&5; mv -f {name} d/z; echo late >&5; exec 5>&-",
                _ => $"[ -e {name} ] && cp {name} {other}y",
            }).Append('\n');
        }

        return script.Append("true\n").ToString();
    }

    private static string Name(Prng prng) => prng.Pick<string>(["f", "g", "d/f", "d/h"]);
}
