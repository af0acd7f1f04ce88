using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine.CrashTesting.Lives;

/// <summary>A line of a story: a change of the disk, or any text.</summary>
/// <param name="Position">The number of changes before the line.</param>
/// <param name="Text">The text; null for the change before that position.</param>
/// <param name="Process">The process; null when there is one only.</param>
internal readonly record struct StoryLine(int Position, string? Text, string? Process);

/// <summary>Writes down what a process does: its steps, the changes of the disk, errors, faults and its log.</summary>
internal sealed class StoryRecorder : IServerLog
{
    private readonly SimulatedMachine machine;
    private readonly bool allCalls;
    private readonly List<StoryLine> lines = [];
    private int position;

    /// <summary>Follows a machine from now on.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="allCalls">True to add calls that change nothing, too.</param>
    public StoryRecorder(SimulatedMachine machine, bool allCalls)
    {
        this.machine = machine;
        this.allCalls = allCalls;
        position = machine.Disk.Journal.Count;
        machine.Trace.CallReturned += Called;
        machine.Faults.Striking += Struck;
        machine.OutOfOrder += Tell;
    }

    public IReadOnlyList<StoryLine> Lines => lines;

    /// <summary>The name of the process that runs; null when there is one only.</summary>
    public string? Process
    {
        get;
        set
        {
            Flush();
            field = value;
        }
    }

    /// <summary>Adds a line.</summary>
    public void Tell(string text)
    {
        Flush();
        Add(position, text);
    }

    /// <summary>Adds a message of the program.</summary>
    public void Write(LogLevel level, string message) => Tell($"log: {message}");

    /// <summary>Ends the story.</summary>
    public void Stop()
    {
        Flush();
        machine.Trace.CallReturned -= Called;
        machine.Faults.Striking -= Struck;
        machine.OutOfOrder -= Tell;
    }

    private void Struck(Fault fault) => Tell($"fault: {fault}");

    private void Called(CallRecord call)
    {
        var changes = machine.Disk.Journal.Count > position;
        Flush();
        if (call.Error != Errno.None || (allCalls && !changes))
        {
            Add(position, call.Words);
        }
    }

    private void Flush()
    {
        while (position < machine.Disk.Journal.Count)
        {
            Add(++position, text: null);
        }
    }

    private void Add(int at, string? text) => lines.Add(new StoryLine(at, text, Process));
}
