namespace Aof.Rdb;

/// <summary>Other bytes at the place of a value's type (the RDB_OPCODE_ numbers of Redis).</summary>
internal static class RdbOpcode
{
    public const byte SlotImport = 243;
    public const byte SlotInfo = 244;
    public const byte Function = 245;
    public const byte FunctionBeforeRelease = 246;
    public const byte ModuleAux = 247;
    public const byte Idle = 248;
    public const byte Frequency = 249;
    public const byte Aux = 250;
    public const byte ResizeDatabase = 251;
    public const byte DeadlineMs = 252;
    public const byte DeadlineSeconds = 253;
    public const byte SelectDatabase = 254;
    public const byte End = 255;
}
