using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tests.Scenarios.Repository;

/// <summary>The rules for the shape of C# files. Each returns its complaints about one file.</summary>
internal static class ShapeRules
{
    public const int MaxColumns = 120;
    public const int MaxMethodLines = 40;
    public const int MaxParameters = 5;

    public static IEnumerable<string> Width(SourceFile file) =>
        Unicode(file).Split('\n').Select((line, at) => (Line: line, Number: at + 1))
            .Where(line => line.Line.Length > MaxColumns)
            .Select(line => $"{file.Path}:{line.Number}: {line.Line.Length} columns");

    public static IEnumerable<string> Methods(SourceFile file)
    {
        foreach (var method in Tree(file).DescendantNodes().Where(node => ParametersOf(node) is not null))
        {
            var span = method.SyntaxTree.GetLineSpan(method.Span);
            var lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
            if (lines > MaxMethodLines)
            {
                yield return $"{file.Path}:{span.StartLinePosition.Line + 1}: a method of {lines} lines";
            }

            if (ParametersOf(method)!.Parameters.Count is > MaxParameters and var count)
            {
                yield return $"{file.Path}:{span.StartLinePosition.Line + 1}: a method with {count} parameters";
            }
        }
    }

    /// <summary>The namespace follows the folder; a file of top-level statements has none.</summary>
    public static IEnumerable<string> Namespace(SourceFile file)
    {
        var folder = Path.GetDirectoryName(file.Path)!.Replace('\\', '/');
        var expected = Capital(folder.StartsWith("src/", StringComparison.Ordinal) ? folder["src/".Length..]
            : folder.StartsWith("samples/", StringComparison.Ordinal) ? folder["samples/".Length..]
            : folder).Replace('/', '.');
        return NamespaceOf(file) is { } found && found != expected
            ? [$"{file.Path}: the namespace {found}, not {expected}"]
            : [];
    }

    public static string? NamespaceOf(SourceFile file) =>
        Tree(file).DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString();

    public static IEnumerable<string> UsingsOf(SourceFile file) =>
        Tree(file).Usings.Select(directive => directive.Name?.ToString()).OfType<string>();

    private static ParameterListSyntax? ParametersOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.ParameterList,
        LocalFunctionStatementSyntax function => function.ParameterList,
        _ => null,
    };

    private static CompilationUnitSyntax Tree(SourceFile file) =>
        CSharpSyntaxTree.ParseText(file.Text).GetCompilationUnitRoot();

    /// <summary>Files are read as Latin-1, one character a byte; columns count characters.</summary>
    private static string Unicode(SourceFile file) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(file.Text));

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
