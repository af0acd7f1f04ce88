using System.Text.Json.Serialization;

namespace Sim.Machine.Tracing;

/// <summary>Who makes a call.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Actor>))]
public enum Actor
{
    /// <summary>The server's own thread.</summary>
    Server,

    /// <summary>A forked child, an orphan too.</summary>
    Child,

    /// <summary>The server's background thread.</summary>
    Background,
}
