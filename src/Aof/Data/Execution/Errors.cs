using Aof.Data.Primitives;

namespace Aof.Data.Execution;

/// <summary>Error replies that more than one command gives, as clients know them from Redis.</summary>
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
    public const string NotAnId = "ERR Invalid stream ID specified as stream command argument";
    public const string DatabaseOutOfRange = "ERR DB index is out of range";

    /// <summary>A subcommand that there is not, or not with this number of arguments.</summary>
    public static string NoSubcommand(string command, Bytes subcommand) =>
        $"ERR Unknown subcommand or wrong number of arguments for '{Executor.Line(subcommand)}'. Try {command} HELP.";

    /// <summary>The largest string, in bytes (proto-max-bulk-len of the default configuration).</summary>
    public const long LargestString = 512L * 1024 * 1024;
}
