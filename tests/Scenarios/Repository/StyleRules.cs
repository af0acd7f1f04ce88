using System.Xml.Linq;

namespace Tests.Scenarios.Repository;

/// <summary>The rules of style that no analyzer knows. Each returns its complaints.</summary>
internal static class StyleRules
{
    public const int LongestFile = 400;

    private static readonly string[] NamesOfNoRole = ["Manager", "Helper", "Util", "Wrapper"];

    private static readonly string[] Reminders = ["TO" + "DO", "FIX" + "ME", "HA" + "CK"];

    public static IEnumerable<string> LineEnds(SourceFile file)
    {
        if (file.Text.Contains('\r', StringComparison.Ordinal))
        {
            yield return $"{file.Path}: carriage return";
        }

        if (file.Text.Length > 0 && (file.Text[^1] != '\n' || file.Text.EndsWith("\n\n", StringComparison.Ordinal)))
        {
            yield return $"{file.Path}: does not end in one line feed";
        }
    }

    public static IEnumerable<string> Length(SourceFile file)
    {
        var lines = file.Text.Count(character => character == '\n');
        if (lines > LongestFile)
        {
            yield return $"{file.Path}: {lines} lines";
        }
    }

    public static IEnumerable<string> LeftOver(SourceFile file) =>
        from reminder in Reminders
        where file.Text.Contains(reminder, StringComparison.Ordinal)
        select $"{file.Path}: {reminder}";

    /// <summary>The reason is on the line itself, or in a comment on the line above it.</summary>
    public static IEnumerable<string> SilentSuppressions(SourceFile file)
    {
        var above = "";
        foreach (var line in file.Text.Split('\n').Select(line => line.Trim()))
        {
            var isSilent = line.StartsWith("#pragma warning disable", StringComparison.Ordinal)
                && !line.Contains("//", StringComparison.Ordinal)
                && !above.StartsWith("//", StringComparison.Ordinal);
            if (isSilent)
            {
                yield return $"{file.Path}: {line} does not say why";
            }

            above = line;
        }
    }

    public static IEnumerable<string> Names(IEnumerable<Type> types) =>
        from type in types
        from name in type.GetMembers().Where(member => member.DeclaringType == type).Select(member => member.Name)
        .Prepend(type.Name)
        from word in NamesOfNoRole
        where name.Contains(word, StringComparison.Ordinal)
        select $"{type.FullName}: {name}";

    public static IEnumerable<string> SeedsIn(XDocument runSettings) =>
        from element in runSettings.Descendants()
        where element.Name.LocalName.StartsWith("SIM_", StringComparison.Ordinal)
            || element.Name.LocalName.Contains("seed", StringComparison.OrdinalIgnoreCase)
            || element.Attributes().Any(
            attribute => attribute.Value.Contains("seed", StringComparison.OrdinalIgnoreCase))
        select element.Name.LocalName;
}
