namespace Sim.Os;

/// <summary>What a system call returned: a value, or an errno. An errno is handled or discarded aloud.</summary>
/// <param name="Value">The value; meaningful only when <see cref="Ok"/>.</param>
/// <param name="Error"><see cref="Errno.None"/> on success.</param>
public readonly record struct SysResult<T>(T Value, Errno Error)
{
    /// <summary>True when the call succeeded.</summary>
    public bool Ok => Error == Errno.None;

    /// <summary>A failure carries no value.</summary>
    public static implicit operator SysResult<T>(Errno error) => new(default!, error);

    /// <summary>A value carries no error.</summary>
    public static implicit operator SysResult<T>(T value) => new(value, Errno.None);
}
