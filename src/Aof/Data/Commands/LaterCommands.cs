using Aof.Data.Primitives;

namespace Aof.Data.Commands;

/// <summary>Which version brought a command that a log may hold, to name it where the command is unknown.</summary>
internal static class LaterCommands
{
    private static readonly (string Version, string[] Names)[] Versions =
    [
        ("Redis 6.2", ["BLMOVE", "COPY", "GEOSEARCHSTORE", "GETDEL", "GETEX", "LMOVE", "XAUTOCLAIM", "ZDIFFSTORE",
            "ZRANGESTORE"]),
        ("Redis 7.0", ["BLMPOP", "BZMPOP", "FUNCTION", "LMPOP", "SPUBLISH", "ZMPOP"]),
        ("Redis 7.2", ["WAITAOF"]),
        ("Redis 7.4 and Valkey 9.0", ["HEXPIRE", "HEXPIREAT", "HPERSIST", "HPEXPIRE", "HPEXPIREAT"]),
        ("Redis 8.0 and Valkey 9.0", ["HGETEX", "HSETEX"]),
        ("Redis 8.0 and Valkey 9.1", ["HGETDEL"]),
        ("Redis 8.0, with vector sets, which are not modelled here", ["VADD", "VREM", "VSETATTR"]),
        ("Redis 8.2", ["XACKDEL", "XDELEX"]),
        ("Redis 8.4", ["DELEX"]),
        ("Redis 8.4 and Valkey 9.1", ["MSETEX"]),
        ("Redis 8.6", ["XCFGSET", "XIDMPRECORD"]),
        ("Valkey 9.0", ["DELIFEQ"]),
    ];

    /// <summary>Why a log with such a command cannot be loaded.</summary>
    public static string Unknown(Bytes name)
    {
        foreach (var (version, names) in Versions)
        {
            if (Array.Exists(names, name.EqualsIgnoreCase))
            {
                return $"unknown command '{name}', which came with {version}";
            }
        }

        return name.EqualsIgnoreCase("EVAL") || name.EqualsIgnoreCase("EVALSHA")
            ? $"{name} runs a script, and no scripts are run here"
            : $"unknown command '{name}'";
    }
}
