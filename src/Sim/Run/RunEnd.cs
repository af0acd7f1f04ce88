namespace Sim.Run;

/// <summary>How a run ended.</summary>
public enum RunEnd
{
    /// <summary>All steps were done and the server healed.</summary>
    Healed,

    /// <summary>When the faults had stopped, the server did not heal in time.</summary>
    NotHealed,

    /// <summary>When the faults had stopped, the server refused to start.</summary>
    NotStarted,

    /// <summary>A check ended it: the server broke a rule of the contract.</summary>
    Stopped,

    /// <summary>
    /// A check ended it: a start read a wrong bit, and nothing could show that. What follows is not judged.
    /// </summary>
    Misread,

    /// <summary>
    /// The journal of the file system has aborted. Only a new mount repairs that, so nothing heals. What a mount then
    /// finds is what a power loss leaves.
    /// </summary>
    Aborted,

    /// <summary>The budget of turns, or of system calls, was used up.</summary>
    Hung,

    /// <summary>The server's code, or a check of it, threw what nothing handles.</summary>
    Threw,
}
