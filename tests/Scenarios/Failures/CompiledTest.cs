using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tests.Scenarios.Failures;

/// <summary>The text of a test, compiled.</summary>
internal static class CompiledTest
{
    private const string Method = "EveryPromiseIsKept";

    /// <summary>What a project has without writing it.</summary>
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; "
        + "global using System.IO; global using System.Linq; global using System.Threading.Tasks;";

    /// <summary>Runs its method EveryPromiseIsKept. What that throws is the inner exception.</summary>
    public static Action Of(string text)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(
            path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "emitted", [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(text)], references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        var test = Assembly.Load(image.ToArray()).GetTypes().Single(type => type.GetMethod(Method) is not null);
        var instance = Activator.CreateInstance(test);
        return () => _ = test.GetMethod(Method)!.Invoke(instance, null);
    }
}
