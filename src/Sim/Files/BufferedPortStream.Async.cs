namespace Sim.Files;

#pragma warning disable RS0030 // Tasks of one thread: see PortTurns.

/// <content>
/// The asynchronous methods. One at a time uses the buffer; a call that needs no other part of it does not wait.
/// </content>
internal sealed partial class BufferedPortStream
{
    private readonly Queue<TaskCompletionSource> waiting = new();
    private bool isInUse;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        port.MustRead();
        if (!isInUse && written == 0)
        {
            if (taken == ahead && buffer.Length >= size)
            {
                return port.ReadAsync(buffer, cancellationToken);
            }

            if (ahead - taken >= buffer.Length)
            {
                return ValueTask.FromResult(Take(buffer.Span));
            }
        }

        return new ValueTask<int>(InTurn(() => ReadSlowly(buffer)));
    }

    public override ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        port.MustWrite();
        if (!isInUse && taken == ahead)
        {
            if (written == 0 && buffer.Length >= size)
            {
                return port.WriteAsync(buffer, cancellationToken);
            }

            if (size - written >= buffer.Length)
            {
                (ahead, taken) = (0, 0);
                var source = buffer.Span;
                _ = Put(ref source);
                return ValueTask.CompletedTask;
            }
        }

        return new ValueTask(InTurn(async () =>
        {
            await WriteSlowly(buffer).ConfigureAwait(false);
            return 0;
        }));
    }

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        port.MustBeOpen();
        return InTurn(async () =>
        {
            await FlushWritesSlowly().ConfigureAwait(false);
            if (taken < ahead)
            {
                ForgetReads();
            }

            return 0;
        });
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <summary>Unlike the synchronous one it fills the buffer for the rest, too.</summary>
    private async Task<int> ReadSlowly(Memory<byte> destination)
    {
        var hasMore = taken < ahead;
        var copied = Take(destination.Span);
        if (hasMore && copied == destination.Length)
        {
            return copied;
        }

        (ahead, taken) = (0, 0);
        await FlushWritesSlowly().ConfigureAwait(false);
        var rest = destination[copied..];
        if (rest.Length >= size)
        {
            return copied + await port.ReadAsync(rest).ConfigureAwait(false);
        }

        ahead = await port.ReadAsync(buffer).ConfigureAwait(false);
        return copied + Take(rest.Span);
    }

    private async Task WriteSlowly(ReadOnlyMemory<byte> source)
    {
        BeginWrite();
        if (written > 0)
        {
            var count = Math.Min(size - written, source.Length);
            source.Span[..count].CopyTo(buffer.AsSpan(written));
            written += count;
            source = source[count..];
            if (count > 0 && source.IsEmpty)
            {
                return;
            }

            await FlushWritesSlowly().ConfigureAwait(false);
        }

        if (source.Length >= size)
        {
            await port.WriteAsync(source).ConfigureAwait(false);
            return;
        }

        source.Span.CopyTo(buffer);
        written = source.Length;
    }

    private async Task FlushWritesSlowly()
    {
        if (written > 0)
        {
            await port.WriteAsync(buffer.AsMemory(0, written)).ConfigureAwait(false);
            written = 0;
        }
    }

    /// <summary>Waits until the buffer is free, then uses it alone.</summary>
    private async Task<T> InTurn<T>(Func<Task<T>> use)
    {
        if (isInUse)
        {
            var turn = new TaskCompletionSource();
            waiting.Enqueue(turn);
            await turn.Task.ConfigureAwait(false);
        }

        isInUse = true;
        try
        {
            return await use().ConfigureAwait(false);
        }
        finally
        {
            isInUse = waiting.Count > 0;
            if (isInUse)
            {
                PortTurns.Complete(waiting.Dequeue().SetResult);
            }
        }
    }
}
