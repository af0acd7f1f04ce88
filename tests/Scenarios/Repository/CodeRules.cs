using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Tests.Scenarios.Repository;

/// <summary>The rules of C# code that no analyzer has. Each returns its complaints about its files.</summary>
internal static class CodeRules
{
    public const int MaxColumns = 120;
    public const int MaxMethodLines = 40;
    public const int MaxTestName = 50;

    /// <summary>Shorter bodies are equal by chance: a guard, a property, a call.</summary>
    public const int MinTokensOfADuplicate = 24;

    /// <summary>Each file is parsed once, for all rules.</summary>
    private static readonly ConditionalWeakTable<SourceFile, CompilationUnitSyntax> Parsed = [];

    public static IEnumerable<string> Width(SourceFile file) =>
        file.Text.Split('\n')
            .Select((line, index) => (Columns: ColumnsOf(line), Number: index + 1))
            .Where(line => line.Columns > MaxColumns)
            .Select(line => $"{file.Path}:{line.Number}: {line.Columns} columns");

    /// <summary>A method is counted from its signature to its end, without attributes and comments above it.</summary>
    public static IEnumerable<string> MethodLength(SourceFile file) =>
        from method in Methods(file)
        let lines = LinesOf(method)
        where lines > MaxMethodLines
        select $"{file.Path}: {NameOf(method)} has {lines} lines";

    /// <summary>
    /// The namespace is the folder below the folder of the project. Each type is in a namespace; top-level statements
    /// need none.
    /// </summary>
    public static IEnumerable<string> NamespaceIsFolder(SourceFile file, string projectFolder, string rootNamespace)
    {
        var folder = file.Path[projectFolder.Length..file.Path.LastIndexOf('/')].Trim('/');
        var expected = folder.Length == 0 ? rootNamespace : $"{rootNamespace}.{folder.Replace('/', '.')}";
        return from type in TopLevelTypes(file)
               let declared = (type.Parent as BaseNamespaceDeclarationSyntax)?.Name.ToString() ?? "(none)"
               where declared != expected
               select $"{file.Path}: {NameOf(type)} is in {declared}, not in {expected}";
    }

    /// <summary>
    /// A file is named after a type that it declares, with a part after a dot where the type is partial.
    /// </summary>
    public static IEnumerable<string> FileIsNamedAfterAType(SourceFile file)
    {
        var name = Path.GetFileNameWithoutExtension(file.Path);
        string[] types = [.. TopLevelTypes(file).Select(NameOf)];
        return types.Length == 0 || types.Contains(name.Split('.')[0])
            ? []
            : [$"{file.Path}: declares {string.Join(", ", types)}"];
    }

    /// <summary>Bodies of methods that are equal to the token. The names of the methods may differ.</summary>
    public static IEnumerable<string> Duplicates(IEnumerable<SourceFile> files) =>
        from method in files.SelectMany(file => Methods(file).Select(method => (file.Path, Syntax: method)))
        let tokens = TokensOf(method.Syntax)
        where tokens.Count >= MinTokensOfADuplicate
        group $"{method.Path} {NameOf(method.Syntax)}" by string.Join(' ', tokens) into same
        where same.Count() > 1
        select string.Join(" = ", same);

    /// <summary>A class with tests ends in the suffix of its project.</summary>
    public static IEnumerable<string> TestSuffix(SourceFile file, string suffix) =>
        from type in Parse(file).DescendantNodes().OfType<ClassDeclarationSyntax>()
        where type.Members.OfType<MethodDeclarationSyntax>().Any(IsTest)
            && !type.Identifier.Text.EndsWith(suffix, StringComparison.Ordinal)
        select $"{file.Path}: {type.Identifier.Text} does not end in {suffix}";

    public static IEnumerable<string> TestNameLength(SourceFile file) =>
        from method in Parse(file).DescendantNodes().OfType<MethodDeclarationSyntax>()
        where IsTest(method) && method.Identifier.Text.Length > MaxTestName
        select $"{file.Path}: {method.Identifier.Text} has {method.Identifier.Text.Length} letters";

    /// <summary>[Fact], [Theory], [Property], and the attributes whose names end so.</summary>
    private static bool IsTest(MethodDeclarationSyntax method) =>
        method.AttributeLists.SelectMany(list => list.Attributes).Select(attribute => attribute.Name.ToString())
            .Any(name => name.EndsWith("Fact", StringComparison.Ordinal)
                || name.EndsWith("Theory", StringComparison.Ordinal)
                || name.EndsWith("Property", StringComparison.Ordinal));

    /// <summary>
    /// The text has one character for each byte of UTF-8. The second and later bytes of a letter take no column.
    /// </summary>
    private static int ColumnsOf(string line) => line.Count(character => (character & 0xC0) != 0x80);

    private static CompilationUnitSyntax Parse(SourceFile file) => Parsed.GetValue(file, file => CSharpSyntaxTree
        .ParseText(file.Text, new CSharpParseOptions(LanguageVersion.Preview)).GetCompilationUnitRoot());

    private static IEnumerable<SyntaxNode> Methods(SourceFile file) =>
        Parse(file).DescendantNodes().Where(node =>
            node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax);

    private static IEnumerable<MemberDeclarationSyntax> TopLevelTypes(SourceFile file) =>
        Parse(file).DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    private static int LinesOf(SyntaxNode method)
    {
        var signature = method.ChildNodesAndTokens().First(child => !child.IsKind(SyntaxKind.AttributeList));
        var lines = method.SyntaxTree.GetLineSpan(TextSpan.FromBounds(signature.SpanStart, method.Span.End));
        return lines.EndLinePosition.Line - lines.StartLinePosition.Line + 1;
    }

    private static List<string> TokensOf(SyntaxNode method)
    {
        var body = method switch
        {
            BaseMethodDeclarationSyntax declared => (SyntaxNode?)declared.Body ?? declared.ExpressionBody,
            LocalFunctionStatementSyntax local => (SyntaxNode?)local.Body ?? local.ExpressionBody,
            AccessorDeclarationSyntax accessor => (SyntaxNode?)accessor.Body ?? accessor.ExpressionBody,
            _ => null,
        };
        return [.. body?.DescendantTokens().Select(token => token.Text) ?? []];
    }

    private static string NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        LocalFunctionStatementSyntax local => local.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => node.Kind().ToString(),
    };
}
