namespace Sim.Os;

/// <summary>
/// Files of a program whose tasks run in turns, as on a simulated machine. There asynchronous calls of files wait for a
/// turn, and other tasks may go on before it.
/// </summary>
public interface IFilesInTurns : IFiles
{
    /// <summary>Runs an action in a later turn. False, and nothing happens, when the program has no turns.</summary>
    bool TryPost(Action action);
}
