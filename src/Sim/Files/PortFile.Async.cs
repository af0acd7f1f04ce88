using System.Runtime.CompilerServices;
using System.Text;

namespace Sim.Files;

#pragma warning disable RS0030 // Tasks that are complete when they are returned: no other thread is involved.

/// <content>The asynchronous methods. They complete at once, on the thread of the caller.</content>
internal sealed partial class PortFile
{
    public override Task AppendAllBytesAsync(
        string path, byte[] bytes, CancellationToken cancellationToken = default) =>
        Done(() => AppendAllBytes(path, bytes), cancellationToken);

    public override Task AppendAllBytesAsync(
        string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        Done(() => AppendAllBytes(path, bytes.Span), cancellationToken);

    public override Task AppendAllLinesAsync(
        string path, IEnumerable<string> contents, CancellationToken cancellationToken = default) =>
        Done(() => AppendAllLines(path, contents), cancellationToken);

    public override Task AppendAllLinesAsync(
        string path, IEnumerable<string> contents, Encoding encoding, CancellationToken cancellationToken = default) =>
        Done(() => AppendAllLines(path, contents, encoding), cancellationToken);

    public override Task AppendAllTextAsync(
        string path, string? contents, CancellationToken cancellationToken = default) =>
        Done(() => AppendAllText(path, contents), cancellationToken);

    public override Task AppendAllTextAsync(
        string path, string? contents, Encoding encoding, CancellationToken cancellationToken = default) =>
        Done(() => AppendAllText(path, contents, encoding), cancellationToken);

    public override Task AppendAllTextAsync(
        string path, ReadOnlyMemory<char> contents, CancellationToken cancellationToken = default) =>
        Done(() => AppendAllText(path, contents.Span), cancellationToken);

    public override Task AppendAllTextAsync(
        string path, ReadOnlyMemory<char> contents, Encoding encoding, CancellationToken cancellationToken = default) =>
        Done(() => AppendAllText(path, contents.Span, encoding), cancellationToken);

    public override Task<byte[]> ReadAllBytesAsync(
        string path, CancellationToken cancellationToken = default) =>
        Done(() => ReadAllBytes(path), cancellationToken);

    public override Task<string[]> ReadAllLinesAsync(
        string path, CancellationToken cancellationToken = default) =>
        Done(() => ReadAllLines(path), cancellationToken);

    public override Task<string[]> ReadAllLinesAsync(
        string path, Encoding encoding, CancellationToken cancellationToken = default) =>
        Done(() => ReadAllLines(path, encoding), cancellationToken);

    public override Task<string> ReadAllTextAsync(
        string path, CancellationToken cancellationToken = default) =>
        Done(() => ReadAllText(path), cancellationToken);

    public override Task<string> ReadAllTextAsync(
        string path, Encoding encoding, CancellationToken cancellationToken = default) =>
        Done(() => ReadAllText(path, encoding), cancellationToken);

    public override Task WriteAllBytesAsync(
        string path, byte[] bytes, CancellationToken cancellationToken = default) =>
        Done(() => WriteAllBytes(path, bytes), cancellationToken);

    public override Task WriteAllBytesAsync(
        string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        Done(() => WriteAllBytes(path, bytes.Span), cancellationToken);

    public override Task WriteAllLinesAsync(
        string path, IEnumerable<string> contents, CancellationToken cancellationToken = default) =>
        Done(() => WriteAllLines(path, contents), cancellationToken);

    public override Task WriteAllLinesAsync(
        string path, IEnumerable<string> contents, Encoding encoding, CancellationToken cancellationToken = default) =>
        Done(() => WriteAllLines(path, contents, encoding), cancellationToken);

    public override Task WriteAllTextAsync(
        string path, string? contents, CancellationToken cancellationToken = default) =>
        Done(() => WriteAllText(path, contents), cancellationToken);

    public override Task WriteAllTextAsync(
        string path, string? contents, Encoding encoding, CancellationToken cancellationToken = default) =>
        Done(() => WriteAllText(path, contents, encoding), cancellationToken);

    public override Task WriteAllTextAsync(
        string path, ReadOnlyMemory<char> contents, CancellationToken cancellationToken = default) =>
        Done(() => WriteAllText(path, contents.Span), cancellationToken);

    public override Task WriteAllTextAsync(
        string path, ReadOnlyMemory<char> contents, Encoding encoding, CancellationToken cancellationToken = default) =>
        Done(() => WriteAllText(path, contents.Span, encoding), cancellationToken);

    public override async IAsyncEnumerable<string> ReadLinesAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var line in ReadLines(path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return line;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    public override async IAsyncEnumerable<string> ReadLinesAsync(
        string path, Encoding encoding, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var line in ReadLines(path, encoding))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return line;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    private static Task Done(Action action, CancellationToken token)
    {
        if (token.IsCancellationRequested)
        {
            return Task.FromCanceled(token);
        }

        action();
        return Task.CompletedTask;
    }

    private static Task<T> Done<T>(Func<T> function, CancellationToken token) => token.IsCancellationRequested
        ? Task.FromCanceled<T>(token)
        : Task.FromResult(function());
}
