using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Aof.Data;
using Aof.Data.Primitives;
using Aof.Load;
using Sim.Machine;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Tests.Scenarios.Rdb;

/// <summary>
/// RDB files and DUMP payloads written by hand, with nothing of the code under test: two hex digits are a byte, 'text'
/// is text, and what stands between &lt; and &gt; is a string with its length before it.
/// </summary>
internal static class RdbBytes
{
    /// <summary>The head, the aux field and the database that most files have.</summary>
    public const string Head = "'REDIS0009' fa <'redis-ver'> <'6.0.5'> fe 00 fb 02 00";

    public static byte[] Of(string notation)
    {
        var bytes = new List<byte>();
        var open = 0;
        for (var at = 0; at < notation.Length;)
        {
            switch (notation[at])
            {
                case ' ':
                    at++;
                    break;
                case '\'':
                    var end = notation.IndexOf('\'', at + 1);
                    bytes.AddRange(Encoding.Latin1.GetBytes(notation[(at + 1)..end]));
                    at = end + 1;
                    break;
                case '<':
                    open = bytes.Count;
                    at++;
                    break;
                case '>':
                    bytes.InsertRange(open, Length(bytes.Count - open));
                    at++;
                    break;
                default:
                    bytes.Add(byte.Parse(notation.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    at += 2;
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>
    /// A file of these records, with the head before them, and the end with the right checksum behind them.
    /// </summary>
    public static byte[] File(string records) => Sealed(Of($"{Head} {records} ff"));

    /// <summary>The bytes and their checksum.</summary>
    public static byte[] Sealed(byte[] content)
    {
        var checksum = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(checksum, Checksum(content));
        return [.. content, .. checksum];
    }

    /// <summary>What DUMP would answer for a value: its type and content, the version, the checksum.</summary>
    public static Bytes Payload(int type, string content, int version = 9) =>
        new(Sealed([(byte)type, .. Of(content), (byte)version, 0]));

    /// <summary>CRC-64 bit by bit, as its definition has it.</summary>
    public static ulong Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0UL;
        foreach (var b in bytes)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var top = sum >> 63 != ((ulong)(b >> bit) & 1);
                sum = (sum << 1) ^ (top ? 0xad93d23594c935a9 : 0);
            }
        }

        var reversed = 0UL;
        for (var bit = 0; bit < 64; bit++)
        {
            reversed |= ((sum >> bit) & 1) << (63 - bit);
        }

        return reversed;
    }

    /// <summary>Loads a log into a new dataset, outside any server.</summary>
    public static (LoadResult Result, Dataset Data) Load(byte[] log)
    {
        var (host, machine) = Files(log);
        var data = new Dataset();
        var result = Loader.Read(host, TestServer.AofName, data);
        machine.KillServer();
        return (result, data);
    }

    /// <summary>A machine with this log on its disk.</summary>
    public static (Host Host, SimulatedMachine Machine) Files(byte[] log)
    {
        var disk = VirtualDisk.From(DiskImage.Of((TestServer.AofName, log)));
        var machine = new SimulatedMachine(disk, FaultInjector.None, new Seed(1), new Trace(), startUs: 0)
        {
            Timings = MachineTimings.Instant,
        };
        return (machine.BootServer(SilentLog.Instance, new Prng(new Seed(1))), machine);
    }

    private static byte[] Length(int length) =>
        length < 64 ? [(byte)length] : [(byte)(0x40 | (length >> 8)), (byte)length];
}
