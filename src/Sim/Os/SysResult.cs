namespace Sim.Os;

/// <summary>The result of a system call: a value or an error. Handle every error, or discard it explicitly.</summary>
/// <param name="Value">The value. It has a meaning only when <see cref="Ok"/> is true.</param>
/// <param name="Error"><see cref="Errno.None"/> on success.</param>
public readonly record struct SysResult<T>(T Value, Errno Error)
{
    /// <summary>True when the call succeeded.</summary>
    public bool Ok => Error == Errno.None;

    /// <summary>A failure without a value.</summary>
    public static implicit operator SysResult<T>(Errno error) => new(default!, error);

    /// <summary>A success with a value.</summary>
    public static implicit operator SysResult<T>(T value) => new(value, Errno.None);
}
