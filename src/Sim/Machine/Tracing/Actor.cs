using System.Text.Json.Serialization;

namespace Sim.Machine.Tracing;

/// <summary>The kind of process or thread that makes a call.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Actor>))]
public enum Actor
{
    /// <summary>The main thread of the program under test.</summary>
    Server,

    /// <summary>A forked child, also as an orphan.</summary>
    Child,

    /// <summary>The server's background thread.</summary>
    Background,
}
