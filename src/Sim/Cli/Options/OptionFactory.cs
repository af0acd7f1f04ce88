using System.CommandLine;
using System.CommandLine.Parsing;
using Sim.Cli.Output;

namespace Sim.Cli.Options;

/// <summary>
/// Makes options whose values are checked before the verb runs. A bad value gives one line that explains the notation.
/// </summary>
internal static class OptionFactory
{
    private delegate bool TryParse<T>(string text, out T value);

    internal static Option<TimeSpan?> Time(string name, string description) => Parsed<TimeSpan?>(
        name,
        "T",
        description,
        "a duration such as 30s, 2m, 500ms or 1h",
        (string text, out TimeSpan? value) =>
        {
            var good = Duration.TryParse(text, out var duration);
            value = duration;
            return good;
        });

    internal static Option<SeedRange?> Seeds(string name, string description) => Parsed<SeedRange?>(
        name,
        "A..B",
        description,
        "seeds such as 1..200 or 7",
        (string text, out SeedRange? value) =>
        {
            var good = SeedRange.TryParse(text, out var range);
            value = range;
            return good;
        });

    internal static Option<ulong?> Count(
        string name, string description, ulong most = ulong.MaxValue, ulong least = 1) =>
        Parsed<ulong?>(
            name,
            "N",
            description,
            Invariant($"a number from {least}") + (most == ulong.MaxValue ? "" : Invariant($" to {most}")),
            (string text, out ulong? value) =>
            {
                var good = SeedRange.TryParseSeed(text, out var number) && number >= least && number <= most;
                value = number;
                return good;
            });

    internal static Option<int> Jobs(string name, string description, int most) => Parsed(
        name,
        "N",
        description,
        $"a number from 1 to {most}",
        (string text, out int value) =>
        {
            var good = SeedRange.TryParseSeed(text, out var number) && number >= 1 && number <= (ulong)most;
            value = good ? (int)number : 1;
            return good;
        });

    internal static Option<Shard?> Shard(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "I/N|auto",
        CustomParser = result =>
        {
            var problem = $"{name} takes a part such as 2/8, or auto, not '{result.Tokens[0].Value}'";
            var good = result.Tokens[0].Value == "auto"
                ? Sim.Cli.Options.Shard.TryFind(Environment.GetEnvironmentVariable, out var shard, out problem)
                : Sim.Cli.Options.Shard.TryParse(result.Tokens[0].Value, out shard);
            if (!good)
            {
                result.AddError(problem);
            }

            return shard;
        },
    };

    /// <summary>An option that takes one of a few words, each with its value.</summary>
    internal static Option<T> Word<T>(string name, string description, params (string Word, T Value)[] words) => Parsed(
        name,
        string.Join('|', words.Select(word => word.Word)),
        description,
        $"one of {string.Join(", ", words.Select(word => word.Word))}",
        (string text, out T value) =>
        {
            var index = Array.FindIndex(words, word => word.Word.Equals(text, StringComparison.OrdinalIgnoreCase));
            value = words[Math.Max(index, 0)].Value;
            return index >= 0;
        });

    internal static Option<string> Text(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description };

    /// <summary>An option that names a file or a folder.</summary>
    internal static Option<string> Path(string name, string helpName, string description)
    {
        var option = Text(name, helpName, description);
        option.Validators.Add(result => CheckPaths(result, name));
        return option;
    }

    /// <summary>An argument that names a file or a folder.</summary>
    internal static Argument<string> PathArgument(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(result => CheckPaths(result, name));
        return argument;
    }

    /// <summary>Reports words that name no file on any system: .NET throws at them in many places.</summary>
    internal static void CheckPaths(SymbolResult result, string name)
    {
        foreach (var token in result.Tokens)
        {
            if (token.Value.Length == 0 || token.Value.Contains('\0', StringComparison.Ordinal))
            {
                result.AddError($"{name} takes the name of a file or a folder, not "
                    + $"'{token.Value.Replace("\0", "\\0", StringComparison.Ordinal)}'");
            }
        }
    }

    private static Option<T> Parsed<T>(
        string name, string helpName, string description, string wanted, TryParse<T> parse) => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result => Parse(result, name, wanted, parse),
        };

    private static T Parse<T>(ArgumentResult result, string name, string wanted, TryParse<T> parse)
    {
        var text = result.Tokens[0].Value;
        if (!parse(text, out var value))
        {
            result.AddError($"{name} takes {wanted}, not '{text}'");
        }

        return value;
    }
}
