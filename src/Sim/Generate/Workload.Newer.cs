using Aof.KnownDefects;

namespace Sim.Generate;

/// <content>What Redis 7.4 to 8.6 and Valkey 9 added, for a server that knows it.</content>
public sealed partial class Workload
{
    /// <summary>Deadlines of fields: a few fields and short times, so that commands meet fields past theirs.</summary>
    private static readonly Form[] OfFields = Forms(
        "HPEXPIRE h ms FIELDS 1 m", "HPEXPIRE h ms FIELDS 2 m m", "HEXPIRE h sec [ NX | XX | GT | LT ] FIELDS 1 m",
        "HPEXPIREAT h atms FIELDS 2 m m", "HEXPIREAT h atsec FIELDS 1 m", "HPERSIST h FIELDS 1 m",
        "HPERSIST h FIELDS 2 m m", "HINCRBY h m int", "HINCRBYFLOAT h m float", "HPTTL h FIELDS 2 m m");

    /// <summary>Since Redis 8.0 and Valkey 9.</summary>
    private static readonly Form[] OfFieldsAndValues = Forms(
        "HSETEX h [ FNX | FXX ] [ PX ms | EX sec | PXAT atms | KEEPTTL ] FIELDS 1 m int",
        "HSETEX h PX ms FIELDS 2 m int m v", "HGETEX h [ PERSIST | PX ms | EX sec | PXAT atms ] FIELDS 2 m m",
        "HGETDEL h FIELDS 1 m");

    private static readonly Form[] OfConditions = Forms(
        "SET s m IFEQ m [ EX sec | PX ms | KEEPTTL ]", "SET s m", "MSETEX 2 s m s v [ NX | XX ] [ PX ms ]");

    private static readonly Form[] OfRedis = Forms(
        "DELEX s IFEQ m", "DELEX s IFNE m", "DELEX any", "SET s m IFNE m [ PX ms ]", "DIGEST s");

    private static readonly Form[] OfValkey = Forms("DELIFEQ s m", "DELIFEQ any m");

    private bool IsNewest => dialect is Dialect.Redis86 or Dialect.Valkey9;

    private string[] DeadlineOfField()
    {
        var count = OfFields.Length + (dialect == Dialect.Redis74 ? 0 : OfFieldsAndValues.Length);
        var which = chance.Below(count);
        var form = which < OfFields.Length ? OfFields[which] : OfFieldsAndValues[which - OfFields.Length];
        return form.Draw(chance, WordOf);
    }

    /// <summary>
    /// A field with a deadline that is close, and a command that comes before it or after it. The replay comes later.
    /// </summary>
    private string[][] DatedField()
    {
        var (key, field, other) = (Key('h'), Member(), Member());
        return
        [
            Words("HSET", key, field, Number(0, 99), other, Number(0, 99)),
            Words("HPEXPIRE", key, ShortTime(), "FIELDS", "1", field),
            chance.Below(6) switch
            {
                0 => Words("HINCRBY", key, field, Number(1, 99)),
                1 or 2 => Words("HINCRBYFLOAT", key, field, Number(1, 99) + ".5"),
                3 => Words("HPERSIST", key, "FIELDS", "1", field),
                _ => Words("HEXPIRE", key, Number(1, 100), "FIELDS", "2", field, other),
            },
        ];
    }

    private Form[] NewerForms(Feature family) => family switch
    {
        Feature.Strings when IsNewest =>
            [.. OfConditions, .. dialect.IsValkey() ? OfValkey : OfRedis],
        _ => [],
    };
}
