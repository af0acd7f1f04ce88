namespace RandomCalls;

/// <summary>One call of the kernel. Arguments are numbers, addresses, or slots of a life.</summary>
internal unsafe struct RawCall
{
    /// <summary>The largest number of arguments.</summary>
    public const int Arguments = 6;

    /// <summary>No slot takes the result.</summary>
    public const int NoSlot = -1;

    public KernelCall Number;

    /// <summary>The slot that takes the result.</summary>
    public int Result;

    /// <summary>Bit i: argument i is the number of a slot.</summary>
    public int Slots;

    public fixed long Values[Arguments];
}
