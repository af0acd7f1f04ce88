namespace Sim.Run;

/// <summary>What the server is doing: the flow that a fault or a crash falls into.</summary>
public enum Flow
{
    /// <summary>It starts, or is down.</summary>
    Start,

    /// <summary>It appends.</summary>
    Append,

    /// <summary>It appends, and a rewrite goes on.</summary>
    Rewrite,
}
