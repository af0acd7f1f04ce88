using System.Text;

namespace Sim.Files;

#pragma warning disable RS0030 // Tasks of one thread: see PortTurns.

/// <content>
/// The asynchronous methods. They open the file at once. Each read and write is a turn of an asynchronous program.
/// </content>
internal sealed partial class PortFile
{
    public override Task AppendAllBytesAsync(
        string path, byte[] bytes, CancellationToken cancellationToken = default) =>
        PutAsync(path, FileMode.Append, bytes, cancellationToken);

    public override Task AppendAllBytesAsync(
        string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        PutAsync(path, FileMode.Append, bytes, cancellationToken);

    public override Task AppendAllLinesAsync(
        string path, IEnumerable<string> contents, CancellationToken cancellationToken = default) =>
        PutLinesAsync(path, FileMode.Append, contents, Utf8, cancellationToken);

    public override Task AppendAllLinesAsync(
        string path, IEnumerable<string> contents, Encoding encoding, CancellationToken cancellationToken = default) =>
        PutLinesAsync(path, FileMode.Append, contents, encoding, cancellationToken);

    public override Task AppendAllTextAsync(
        string path, string? contents, CancellationToken cancellationToken = default) =>
        PutAsync(path, FileMode.Append, contents.AsMemory(), Utf8, cancellationToken);

    public override Task AppendAllTextAsync(
        string path, string? contents, Encoding encoding, CancellationToken cancellationToken = default) =>
        PutAsync(path, FileMode.Append, contents.AsMemory(), encoding, cancellationToken);

    public override Task AppendAllTextAsync(
        string path, ReadOnlyMemory<char> contents, CancellationToken cancellationToken = default) =>
        PutAsync(path, FileMode.Append, contents, Utf8, cancellationToken);

    public override Task AppendAllTextAsync(
        string path, ReadOnlyMemory<char> contents, Encoding encoding, CancellationToken cancellationToken = default) =>
        PutAsync(path, FileMode.Append, contents, encoding, cancellationToken);

    public override async Task<byte[]> ReadAllBytesAsync(
        string path, CancellationToken cancellationToken = default)
    {
        MustGoOn(cancellationToken);
        using var stream = OpenRead(path);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes.ToArray();
    }

    public override Task<string[]> ReadAllLinesAsync(
        string path, CancellationToken cancellationToken = default) =>
        ReadAllLinesAsync(path, Encoding.UTF8, cancellationToken);

    public override async Task<string[]> ReadAllLinesAsync(
        string path, Encoding encoding, CancellationToken cancellationToken = default)
    {
        MustGoOn(cancellationToken);
        var lines = new List<string>();
        await foreach (var line in ReadLinesAsync(path, encoding, cancellationToken).ConfigureAwait(false))
        {
            lines.Add(line);
        }

        return [.. lines];
    }

    public override Task<string> ReadAllTextAsync(
        string path, CancellationToken cancellationToken = default) =>
        ReadAllTextAsync(path, Encoding.UTF8, cancellationToken);

    public override async Task<string> ReadAllTextAsync(
        string path, Encoding encoding, CancellationToken cancellationToken = default)
    {
        MustGoOn(cancellationToken);
        using var reader = new StreamReader(OpenRead(path), encoding);
        return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
    }

    public override Task WriteAllBytesAsync(
        string path, byte[] bytes, CancellationToken cancellationToken = default) =>
        PutAsync(path, FileMode.Create, bytes, cancellationToken);

    public override Task WriteAllBytesAsync(
        string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        PutAsync(path, FileMode.Create, bytes, cancellationToken);

    public override Task WriteAllLinesAsync(
        string path, IEnumerable<string> contents, CancellationToken cancellationToken = default) =>
        PutLinesAsync(path, FileMode.Create, contents, Utf8, cancellationToken);

    public override Task WriteAllLinesAsync(
        string path, IEnumerable<string> contents, Encoding encoding, CancellationToken cancellationToken = default) =>
        PutLinesAsync(path, FileMode.Create, contents, encoding, cancellationToken);

    public override Task WriteAllTextAsync(
        string path, string? contents, CancellationToken cancellationToken = default) =>
        PutAsync(path, FileMode.Create, contents.AsMemory(), Utf8, cancellationToken);

    public override Task WriteAllTextAsync(
        string path, string? contents, Encoding encoding, CancellationToken cancellationToken = default) =>
        PutAsync(path, FileMode.Create, contents.AsMemory(), encoding, cancellationToken);

    public override Task WriteAllTextAsync(
        string path, ReadOnlyMemory<char> contents, CancellationToken cancellationToken = default) =>
        PutAsync(path, FileMode.Create, contents, Utf8, cancellationToken);

    public override Task WriteAllTextAsync(
        string path, ReadOnlyMemory<char> contents, Encoding encoding, CancellationToken cancellationToken = default) =>
        PutAsync(path, FileMode.Create, contents, encoding, cancellationToken);

    public override IAsyncEnumerable<string> ReadLinesAsync(
        string path, CancellationToken cancellationToken = default) =>
        ReadLinesAsync(path, Encoding.UTF8, cancellationToken);

    public override IAsyncEnumerable<string> ReadLinesAsync(
        string path, Encoding encoding, CancellationToken cancellationToken = default) =>
        LinesAsync(new StreamReader(OpenRead(path), encoding), cancellationToken);

    private static async IAsyncEnumerable<string> LinesAsync(
        StreamReader reader, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        using (reader)
        {
            while (await reader.ReadLineAsync(token).ConfigureAwait(false) is { } line)
            {
                yield return line;
            }
        }
    }

    private async Task PutAsync(string path, FileMode mode, ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        MustGoOn(token);
        using var stream = Streams.New(path, mode, FileAccess.Write, FileShare.Read, bufferSize: 1);
        await stream.WriteAsync(bytes, token).ConfigureAwait(false);
    }

    private async Task PutAsync(
        string path, FileMode mode, ReadOnlyMemory<char> contents, Encoding encoding, CancellationToken token)
    {
        MustGoOn(token);
        using var writer = Writer(path, mode, encoding);
        await writer.WriteAsync(contents, token).ConfigureAwait(false);
        await writer.FlushAsync(token).ConfigureAwait(false);
    }

    private async Task PutLinesAsync(
        string path, FileMode mode, IEnumerable<string> contents, Encoding encoding, CancellationToken token)
    {
        MustGoOn(token);
        using var writer = Writer(path, mode, encoding);
        foreach (var line in contents)
        {
            await writer.WriteLineAsync(line.AsMemory(), token).ConfigureAwait(false);
        }

        await writer.FlushAsync(token).ConfigureAwait(false);
    }

    private static void MustGoOn(CancellationToken token) => _ = token.IsCancellationRequested
        ? throw new TaskCanceledException(message: null, innerException: null, token)
        : 0;
}
