namespace Sim.Audit.Recording;

/// <summary>
/// The program in the kernel that stops at the calls of <see cref="SystemCall"/> and lets all others run at full speed.
/// Calls that change files past the recorder fail as on an old kernel, and programs then use others.
/// </summary>
internal static class SeccompFilter
{
    private const uint Trace = 0x7FF0_0000, Allow = 0x7FFF_0000, NotImplemented = 0x0005_0000 | 38;
    private const uint X64 = 0xC000_003E;

    /// <summary>Where struct seccomp_data has the number of the call, the architecture, and the arguments.</summary>
    private const uint NumberAt = 0, ArchitectureAt = 4, ArgumentsAt = 16;

    private const ushort Load = 0x20, JumpIfEqual = 0x15, JumpIfAny = 0x45, Return = 0x06;

    private const uint ProtWrite = 2, MapShared = 1;

    /// <summary>O_WRONLY, O_RDWR, O_CREAT, O_TRUNC: an open that may change something.</summary>
    private const uint OpensToChange = 3 | 0x40 | 0x200;

    /// <summary>io_setup, copy_file_range, io_uring_setup.</summary>
    private static readonly uint[] Refused = [206, 326, 425];

    /// <summary>Calls of which only a record of connections needs anything.</summary>
    private static readonly SystemCall[] OfConnections =
    [
        SystemCall.Read, SystemCall.ReadV, SystemCall.RecvFrom, SystemCall.RecvMsg, SystemCall.SendTo,
        SystemCall.SendMsg, SystemCall.Accept, SystemCall.Accept4,
    ];

    /// <summary>The instructions, as struct sock_filter has them.</summary>
    /// <param name="connections">True when what goes over accepted connections is recorded too.</param>
    public static ulong[] Program(bool connections)
    {
        List<ulong> program =
        [
            Instruction(Load, ArchitectureAt), Instruction(JumpIfEqual, X64, onTrue: 1),
            Instruction(Return, NotImplemented), Instruction(Load, NumberAt),
        ];
        foreach (var call in Enum.GetValues<SystemCall>()
            .Where(call => connections || !OfConnections.Contains(call)))
        {
            program.AddRange(StopAt((uint)call, call switch
            {
                SystemCall.Open => [(1, OpensToChange)],
                SystemCall.OpenAt => [(2, OpensToChange)],
                SystemCall.Mmap => [(2, ProtWrite), (3, MapShared)],
                _ => [],
            }));
        }

        foreach (var call in Refused)
        {
            program.AddRange(
                [Instruction(JumpIfEqual, call, onFalse: 1), Instruction(Return, NotImplemented)]);
        }

        program.Add(Instruction(Return, Allow));
        return [.. program];
    }

    /// <summary>Stops at a call if each of these arguments has one of its bits.</summary>
    private static List<ulong> StopAt(uint call, (uint Argument, uint Bits)[] conditions)
    {
        List<ulong> stop = [Instruction(Return, Trace)];
        for (var i = conditions.Length - 1; i >= 0; i--)
        {
            var (argument, bits) = conditions[i];
            stop.InsertRange(0,
            [
                Instruction(Load, ArgumentsAt + (argument * sizeof(ulong))),
                Instruction(JumpIfAny, bits, onFalse: (byte)stop.Count),
            ]);
        }

        if (conditions.Length > 0)
        {
            stop.Add(Instruction(Load, NumberAt));
        }

        stop.Insert(0, Instruction(JumpIfEqual, call, onFalse: (byte)stop.Count));
        return stop;
    }

    private static ulong Instruction(ushort code, uint operand, byte onTrue = 0, byte onFalse = 0) =>
        code | ((ulong)onTrue << 16) | ((ulong)onFalse << 24) | ((ulong)operand << 32);
}
