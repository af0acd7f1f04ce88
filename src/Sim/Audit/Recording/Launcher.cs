using System.Runtime.InteropServices;
using Sim.Kernel.Device;

namespace Sim.Audit.Recording;

/// <summary>
/// The process that becomes the program. It stops until the recorder follows it, installs the filter, and executes the
/// program. .NET cannot fork, so it is a process of this binary.
/// </summary>
internal static unsafe class Launcher
{
    /// <summary>The words of the command line that launches.</summary>
    public const string Verb = "launch", WithConnections = "--connections";

    /// <summary>The variable with the path of a file for the lines of acknowledgements.</summary>
    private const string AcknowledgementFile = "SIM_ACKS";

    /// <summary>PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER.</summary>
    private const int NoNewPrivileges = 38, SetSeccomp = 22, FilterMode = 2;

    private const int SigPipe = 13;

    /// <summary>O_WRONLY | O_CREAT | O_TRUNC | O_APPEND.</summary>
    private const int ToAppend = 0x1 | 0x40 | 0x200 | 0x400;

    /// <summary>Starts a process that will become the program. Returns its number.</summary>
    /// <param name="output">The file for the program's standard output.</param>
    /// <param name="acknowledgements">The file for its acknowledgements.</param>
    /// <param name="connections">True to stop at what goes over connections.</param>
    /// <param name="program">The program and its arguments.</param>
    public static int Start(
        string output, string acknowledgements, bool connections, IReadOnlyList<string> program) => Spawn(
        [
            OwnProgram.Dotnet, OwnProgram.Assembly, "audit", Verb, output,
            .. connections ? [WithConnections] : (string[])[], "--", .. program,
        ],
        $"{AcknowledgementFile}={acknowledgements}");

    /// <summary>Becomes the program. Returns only when it cannot be executed.</summary>
    public static void Become(string output, bool connections, IReadOnlyList<string> program)
    {
        var file = (int)Linux.Done(Linux.Open(output, ToAppend | Linux.CloseOnExec, 0x1A4), "open of the output");
        _ = Linux.Done(Ptrace.Duplicate(file, 1), "dup2");

        // .NET ignores it, and a program would inherit that.
        _ = Ptrace.OnSignal(SigPipe, 0);
        _ = Linux.Done(Ptrace.Kill(Environment.ProcessId, Ptrace.SigStop), "kill");
        _ = Linux.Done(Ptrace.Control(NoNewPrivileges, 1, 0, 0, 0), "prctl");
        var instructions = SeccompFilter.Program(connections);
        fixed (ulong* first = instructions)
        {
            var filter = stackalloc nint[] { instructions.Length, (nint)first };
            _ = Linux.Done(Ptrace.Control(SetSeccomp, FilterMode, (nint)filter, 0, 0), "seccomp");
        }

        _ = Ptrace.Execute(Text(program[0]), Texts(program));
    }

    private static int Spawn(IReadOnlyList<string> words, string variable)
    {
        var environment = Environment.GetEnvironmentVariables();
        List<string> variables =
        [
            .. environment.Keys.Cast<string>().Where(name => name != AcknowledgementFile)
                .Select(name => $"{name}={environment[name]}"),
            variable,
        ];
        int process;
        var error = Ptrace.Spawn(&process, Text(words[0]), 0, 0, Texts(words), Texts(variables));
        return error == 0 ? process : throw new IOException($"posix_spawn of {words[0]}: {(Os.Errno)error}");
    }

    /// <summary>Texts for another program. They are not freed: there are few, and the process ends.</summary>
    private static byte** Texts(IReadOnlyList<string> texts)
    {
        var all = (byte**)Marshal.AllocHGlobal((texts.Count + 1) * sizeof(nint));
        for (var i = 0; i < texts.Count; i++)
        {
            all[i] = Text(texts[i]);
        }

        all[texts.Count] = null;
        return all;
    }

    private static byte* Text(string text) => (byte*)Marshal.StringToCoTaskMemUTF8(text);
}
