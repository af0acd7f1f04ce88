namespace Sim.Run;

/// <summary>What a server that went down left to the next start.</summary>
/// <param name="Position">How often the disk had changed by then.</param>
/// <param name="Misreads">How often something had been read wrong by then.</param>
/// <param name="InOrder">The server has ended with exit code 0 while its log was on.</param>
internal sealed record ServerDown(int Position, long Misreads, bool InOrder);

/// <summary>A server has started after an earlier one.</summary>
/// <param name="Back">The number of the state that it came back with; -1 when that is none of the history.</param>
/// <param name="Handed">Units acknowledged after they were handed to write(2): a kill must leave them.</param>
/// <param name="PagesLost">True when the page cache has given up a part of the log.</param>
internal readonly record struct ServerReturn(int Back, int Handed, bool PagesLost);
