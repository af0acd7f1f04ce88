using System.Runtime.InteropServices;
using Sim.Kernel.Device;

namespace Sim.Audit.Recording;

/// <summary>Calls of Linux by which one process follows another. Numbers are those of x86-64.</summary>
internal static unsafe partial class Ptrace
{
    public const int Continue = 7;
    public const int GetRegisters = 12;
    public const int SetRegisters = 13;

    /// <summary>PTRACE_SYSCALL: continue up to the end of the call.</summary>
    public const int ContinueToExit = 24;

    public const int Seize = 0x4206;

    /// <summary>TRACESYSGOOD, TRACEFORK, TRACEVFORK, TRACECLONE, TRACEEXEC, TRACESECCOMP, EXITKILL.</summary>
    public const int Options = 0x1 | 0x2 | 0x4 | 0x8 | 0x10 | 0x80 | 0x10_0000;

    /// <summary>PTRACE_EVENT_EXEC: another program has begun.</summary>
    public const int EventExecute = 4;

    /// <summary>PTRACE_EVENT_SECCOMP: a call is about to begin.</summary>
    public const int EventSeccomp = 7;

    /// <summary>SIGTRAP with the bit of TRACESYSGOOD: a call has ended.</summary>
    public const int ExitStop = 5 | 0x80;

    public const int AnyChild = -1;

    /// <summary>__WALL: threads too.</summary>
    public const int WaitForAll = 0x4000_0000;

    /// <summary>WUNTRACED.</summary>
    public const int WaitForStop = 2;

    public const int SigKill = 9;
    public const int SigContinue = 18;
    public const int SigStop = 19;

    private const string Library = "libc";

    /// <summary>The registers of a stopped thread: user_regs_struct of sys/user.h.</summary>
    public struct Registers
    {
        private const int CallAt = 15, ResultAt = 10, CountAt = 12;

        private fixed ulong values[27];

        public readonly int Call => (int)values[CallAt];

        public readonly long Result => (long)values[ResultAt];

        /// <summary>An argument of a system call, from 0 to 5: rdi, rsi, rdx, r10, r8, r9.</summary>
        public readonly long Argument(int index) => (long)values[index switch
        {
            0 => 14,
            1 => 13,
            2 => CountAt,
            3 => 7,
            4 => 9,
            5 => 8,
            _ => throw new ArgumentOutOfRangeException(nameof(index)),
        }];

        /// <summary>The call that begins is not made, and gives this result.</summary>
        public void Skip(long result) => (values[CallAt], values[ResultAt]) = (ulong.MaxValue, (ulong)result);

        /// <summary>Sets the third argument, which is the count of every write.</summary>
        public void SetCount(long count) => values[CountAt] = (ulong)count;
    }

    /// <summary>iovec.</summary>
    public struct Piece
    {
        public nint Start;
        public nint Length;
    }

    [LibraryImport(Library, EntryPoint = "ptrace", SetLastError = true)]
    public static partial long Call(long request, long thread, nint address, nint data);

    /// <summary>Sets the registers of a stopped thread.</summary>
    public static void Set(int thread, Registers registers) =>
        _ = Linux.Done(Call(SetRegisters, thread, 0, (nint)(&registers)), "ptrace");

    [LibraryImport(Library, EntryPoint = "waitpid", SetLastError = true)]
    public static partial int Wait(int process, int* status, int options);

    [LibraryImport(Library, EntryPoint = "prctl", SetLastError = true)]
    public static partial int Control(int option, nint second, nint third, nint fourth, nint fifth);

    [LibraryImport(Library, EntryPoint = "execvp", SetLastError = true)]
    public static partial int Execute(byte* file, byte** words);

    [LibraryImport(Library, EntryPoint = "posix_spawn", SetLastError = true)]
    public static partial int Spawn(
        int* process, byte* path, nint actions, nint attributes, byte** words, byte** environment);

    [LibraryImport(Library, EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);

    [LibraryImport(Library, EntryPoint = "signal", SetLastError = true)]
    public static partial nint OnSignal(int signal, nint handler);

    [LibraryImport(Library, EntryPoint = "dup2", SetLastError = true)]
    public static partial int Duplicate(int from, int to);

    [LibraryImport(Library, EntryPoint = "process_vm_readv", SetLastError = true)]
    public static partial nint ReadMemory(
        int process, Piece* local, nuint localCount, Piece* remote, nuint remoteCount, nuint flags);

    [LibraryImport(Library, EntryPoint = "realpath", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint RealPath(string path, byte* resolved);

    [LibraryImport(Library, EntryPoint = "readlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ReadLink(string path, byte* target, nuint size);

    [LibraryImport(Library, EntryPoint = "stat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Status(string path, byte* status);

    [LibraryImport(Library, EntryPoint = "stat", SetLastError = true)]
    public static partial int Status(byte* path, byte* status);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true)]
    public static partial int Open(byte* path, int flags);

    [LibraryImport(Library, EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LinkStatus(string path, byte* status);
}
