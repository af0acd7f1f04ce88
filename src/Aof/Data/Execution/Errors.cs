namespace Aof.Data.Execution;

/// <summary>Error replies of more than one command, with Redis's texts.</summary>
internal static class Errors
{
    public const string WrongType = "WRONGTYPE Operation against a key holding the wrong kind of value";
    public const string NotAnInteger = "ERR value is not an integer or out of range";
    public const string NotAFloat = "ERR value is not a valid float";
    public const string Syntax = "ERR syntax error";
    public const string NoSuchKey = "ERR no such key";
    public const string OutOfRange = "ERR index out of range";
    public const string SameObject = "ERR source and destination objects are the same";
    public const string Overflow = "ERR increment or decrement would overflow";
    public const string NotFinite = "ERR increment would produce NaN or Infinity";
    public const string TooLong = "ERR string exceeds maximum allowed size (512MB)";
    public const string LongerThanBulk = "ERR string exceeds maximum allowed size (proto-max-bulk-len)";
    public const string NotAnId = "ERR Invalid stream ID specified as stream command argument";
    public const string DatabaseOutOfRange = "ERR DB index is out of range";

    public const string NotNumerous = "ERR numkeys should be greater than 0";

    /// <summary>An unknown subcommand, or a wrong number of arguments for it.</summary>
    public static string NoSubcommand(Call call) =>
        $"ERR {(call.Is7 ? "unknown" : "Unknown")} subcommand or wrong number of arguments for "
        + $"'{Executor.Line(call.Args[1])}'. Try {call.Command.Name} HELP.";

    /// <summary>The longest string, in bytes (the default of proto-max-bulk-len).</summary>
    public const long MaxStringLength = 512L * 1024 * 1024;
}
