using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sim.Machine.Faults;

/// <summary>Writes a fault to JSON as its line of text.</summary>
public sealed class FaultJson : JsonConverter<Fault>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">The text is not the line of a fault. The message has the reason.</exception>
    public override Fault Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var line = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        if (line is null)
        {
            throw new JsonException("A fault is a string.");
        }

        return Fault.TryParse(line, out var fault, out var problem)
            ? fault
            : throw new JsonException($"\"{line}\" is no fault: {problem}.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Fault value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
