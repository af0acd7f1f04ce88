using System.Diagnostics;
using System.Globalization;

namespace Sim.Kernel.Device;

/// <summary>
/// Another version of Linux as a program: the user-mode-linux of Debian, version 6.1. It needs no root. Its files are
/// those of this machine.
/// </summary>
internal static class UserModeLinux
{
    private const string Kernel = "/usr/bin/linux.uml";
    private const string Modules = "/usr/lib/uml/modules";
    private const string Tools = "/bin/busybox";

    /// <summary>The memory of the machine. What is not used is not taken.</summary>
    private const int MemoryMiB = 1500;

    /// <summary>The line before the output of the program. What comes before it is the boot's.</summary>
    private const string Begin = "== sim begins";

    /// <summary>The line behind the output of the program, before its exit code.</summary>
    private const string End = "== sim ended with ";

    /// <summary>Runs this program in it, with these words of the command line. Its output is passed on.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="PlatformNotSupportedException">It is not installed.</exception>
    /// <exception cref="IOException">It ended before the program did.</exception>
    public static int Run(IEnumerable<string> words, TextWriter output, TextWriter error)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("--uml needs Linux");
        }

        var modules = Directory.Exists(Modules) ? Directory.GetDirectories(Modules) : [];
        if (!File.Exists(Kernel) || modules.Length == 0 || !File.Exists(Tools))
        {
            throw new PlatformNotSupportedException(
                "--uml needs the packages user-mode-linux and busybox-static, as Debian has them");
        }

        var folder = Directory.CreateTempSubdirectory("sim-uml-").FullName;
        try
        {
            var init = Path.Combine(folder, "init");
            File.WriteAllText(init, Script(folder, modules[0], [OwnProgram.Dotnet, OwnProgram.Assembly, .. words]));
            File.SetUnixFileMode(init, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return Boot(init, folder, output, error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Boot(string init, string folder, TextWriter output, TextWriter error)
    {
        string[] words =
        [
            $"mem={MemoryMiB}M", "rootfstype=hostfs", "rootflags=/", "root=/dev/root", "rw", $"init={init}", "quiet",
            $"uml_dir={folder}", "con=null", "con1=null,fd:1", "con2=null,fd:2", "con3=fd:0",
        ];
        using var machine = Process.Start(new ProcessStartInfo(Kernel, words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = Task.Run(() => Pass(machine.StandardError, error));
        var code = Pass(machine.StandardOutput, output);
        errors.Wait();
        machine.WaitForExit();
        return code ?? throw new IOException($"{Kernel} ended before the program in it did");
    }

    /// <summary>Passes on the lines of the program. Returns the exit code, if the last line has one.</summary>
    private static int? Pass(StreamReader from, TextWriter to)
    {
        var isProgram = false;
        while (from.ReadLine() is { } line)
        {
            if (line.StartsWith(End, StringComparison.Ordinal))
            {
                return int.Parse(line.AsSpan(End.Length), CultureInfo.InvariantCulture);
            }

            if (isProgram)
            {
                to.WriteLine(line);
            }

            isProgram |= line == Begin;
        }

        return null;
    }

    /// <summary>The first program of the machine. It also ends when the input of the machine does.</summary>
    private static string Script(string folder, string modules, IEnumerable<string> command) => $$"""
        #!{{Tools}} sh
        export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/run DOTNET_gcServer=0
        tool() { {{Tools}} "$@"; }
        tool mount -t proc proc /proc
        tool mount -t sysfs sys /sys
        tool mount -t tmpfs run /run
        tool insmod {{modules}}/kernel/fs/fuse/fuse.ko
        tool insmod {{modules}}/kernel/drivers/block/loop.ko
        cd {{Quoted(Environment.CurrentDirectory)}}
        (tool cat </dev/tty3 >/dev/null; tool rm -r {{Quoted(folder)}}; tool poweroff -f) &
        echo '{{Begin}}' >/dev/tty1
        echo '{{Begin}}' >/dev/tty2
        {{string.Join(' ', command.Select(Quoted))}} >/dev/tty1 2>/dev/tty2
        code=$?
        echo '{{End}}'$code >/dev/tty2
        echo '{{End}}'$code >/dev/tty1
        tool poweroff -f

        """;

    private static string Quoted(string word) => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
