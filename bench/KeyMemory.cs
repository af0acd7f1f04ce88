using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Bench;

/// <summary>
/// What a million keys take in memory after a load, beside what a real redis-server reports of the same log
/// (used_memory of INFO). Ours is what lives after a garbage collection, in a process of its own.
/// </summary>
internal sealed partial class KeyMemory : Measurement
{
    private const int Keys = 1_000_000;

    public override string Name => "key-memory";

    public override string? Missing => RedisServer.Missing;

    public override IEnumerable<Row> Take()
    {
        var directory = Directory.CreateTempSubdirectory("bench-keys-").FullName;
        try
        {
            var log = Path.Combine(directory, "appendonly.aof");
            RecordedLog.WriteKeys(log, Keys);
            var (ours, beside) = (LoadMemory.LoadApart(directory).Live, UsedMemory(log));
            return
            [
                new Row("memory of a key, of 1,000,000, beside redis", Text(ours), Text(beside), ours / beside,
                    Span.Of([ours / beside]), Wanted.NotAbove(1)),
            ];
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string Text(double bytes) => Invariant($"{bytes / Keys:N0} bytes");

    private static double UsedMemory(string log)
    {
        using var server = RedisServer.Start(log, preamble: false);
        using var client = server.Connect();
        _ = client.Send("INFO memory\r\n"u8);
        var (text, buffer) = ("", new byte[8192]);
        while (!Used().IsMatch(text))
        {
            text += Encoding.Latin1.GetString(buffer, 0, client.Receive(buffer));
        }

        return double.Parse(Used().Match(text).Groups["bytes"].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"used_memory:(?<bytes>\d+)\r")]
    private static partial Regex Used();
}
