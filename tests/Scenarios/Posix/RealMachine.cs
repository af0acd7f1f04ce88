using System.Text;
using Sim.Machine.Process;
using Sim.Os;
using Sim.Os.Posix;

namespace Tests.Scenarios.Posix;

/// <summary>A POSIX host in a directory of its own, which is deleted when the test ends.</summary>
public sealed class RealMachine : IDisposable
{
    public RealMachine()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("sim-posix-").FullName;
        Machine = PosixHost.Create(Directory, SilentLog.Instance, seed: 1);
    }

    public string Directory { get; }

    public PosixHost Machine { get; }

    public IFiles Files => Machine.Host.Files;

    public IPipes Pipes => Machine.Host.Pipes;

    public string PathOf(string name) => Path.Combine(Directory, name);

    public int Open(string name, OpenMode mode) => Value(Files.Open(name, mode));

    public void Write(int fd, string text) =>
        Assert.Equal(text.Length, Value(Files.Write(fd, Encoding.Latin1.GetBytes(text))));

    public string Read(int fd)
    {
        var buffer = new byte[100];
        var count = Value(Files.Read(fd, buffer));
        return Encoding.Latin1.GetString(buffer, 0, count);
    }

    public static T Value<T>(SysResult<T> result)
    {
        Assert.Equal(Errno.None, result.Error);
        return result.Value;
    }

    public void Dispose()
    {
        Machine.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
