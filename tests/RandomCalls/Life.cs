using System.Runtime.InteropServices;
using Sim.Machine.Random;

namespace RandomCalls;

/// <summary>The random calls of one thread or child, prepared in memory that the runtime does not move.</summary>
/// <param name="draw">Draws them.</param>
/// <param name="root">The directory whose files they are on; it is the working directory.</param>
/// <param name="number">The number of the life: it maps a file of its own.</param>
internal sealed unsafe class Life(Prng draw, string root, int number)
{
    /// <summary>Slots: two descriptors that all lives share, a directory, the pipe, the mapping, the child.</summary>
    private const int SharedEnd = 1, SharedAppend = 0, DirectorySlot = 2, PipeOut = 3, PipeIn = 4, Mapped = 5,
        MappedFile = 6, Child = 7, Source = 8, FirstOwn = 9, LastOwn = 13, SlotCount = 14;

    /// <summary>No argument of a call is so small.</summary>
    private const long SlotMark = long.MinValue;

    private const int WorkingDirectory = -100, MappedSize = 20_000, MostBytes = 20_000, MostOffset = 30_000;

    private const int Creates = 0x40, Exclusive = 0x80, Cuts = 0x200, Appends = 0x400, SyncsData = 0x1000,
        Syncs = 0x10_1000, ReadsAndWrites = 2, CloseOnExec = 0x8_0000;

    private static readonly string[] Directories = [".", "d", "d/e"];

    private readonly List<RawCall> calls = [];
    private readonly long* slots = (long*)NativeMemory.AllocZeroed(SlotCount, sizeof(long));

    /// <summary>Makes the calls.</summary>
    public void Run()
    {
        var (first, count) = Prepared();
        for (var slot = 0; slot < SlotCount; slot++)
        {
            slots[slot] = -1;
        }

        RawCalls.Make((RawCall*)first, count, slots);
    }

    /// <summary>Opens what the life uses from its beginning to its end.</summary>
    public Life Begin()
    {
        Add(KernelCall.Open, SharedAppend, Text("a"), ReadsAndWrites | Creates | Appends, 0x1A4);
        Add(KernelCall.Open, SharedEnd, Text("d/a"), ReadsAndWrites | Creates, 0x1A4);
        Add(KernelCall.Open, DirectorySlot, Text("d"), CloseOnExec);
        Add(KernelCall.Open, MappedFile, Text(Invariant($"mapped{number}")), ReadsAndWrites | Creates, 0x1A4);
        Add(KernelCall.Cut, RawCall.NoSlot, Slot(MappedFile), MappedSize);
        Add(KernelCall.Map, Mapped, 0, MappedSize, 3, 1, Slot(MappedFile), 0);
        return this;
    }

    /// <summary>Adds random calls. Those on shared descriptors never move an offset: another life may.</summary>
    /// <param name="steps">Their number.</param>
    /// <param name="forks">True when it may have children.</param>
    /// <param name="ownFiles">True when it may use descriptors of its own: a child and its parent share them.</param>
    public Life Go(int steps, bool forks, bool ownFiles)
    {
        for (var step = 0; step < steps; step++)
        {
            switch (draw.Below(forks ? 10 : 9))
            {
                case 0 or 1 when ownFiles:
                    Open();
                    break;
                case 2:
                    OnNames();
                    break;
                case 3:
                    Sync(ownFiles);
                    break;
                case 4 when ownFiles:
                    MoveAround();
                    break;
                case 5:
                    Map();
                    break;
                case 6:
                    Size(File(ownFiles));
                    break;
                case 9:
                    ForkOnce();
                    break;
                default:
                    Write(File(ownFiles));
                    break;
            }
        }

        return this;
    }

    private void ForkOnce()
    {
        // The child has the slots of this life, and copies of its descriptors.
        var child = new Life(draw, root, number);
        child.Add(KernelCall.ChangeDirectory, RawCall.NoSlot, Text(draw.Below(2) == 0 ? root : root + "/d"));
        var (first, count) = child.Go(6, forks: false, ownFiles: true).Prepared();
        Add(KernelCall.Fork, Child, first, count);
        _ = Go(3, forks: false, ownFiles: false);
        Add(KernelCall.Wait, RawCall.NoSlot, Slot(Child), 0, 0, 0);
    }

    private void Open()
    {
        var (slot, mode) = (draw.Range(FirstOwn, LastOwn), 0x1A4);
        var flags = (draw.Below(2) + 1) | Creates;
        foreach (var more in (int[])[Appends, Cuts, SyncsData, Syncs, Exclusive])
        {
            flags |= draw.Below(7) == 0 ? more : 0;
        }

        Add(KernelCall.Close, RawCall.NoSlot, Slot(slot));
        switch (draw.Below(5))
        {
            case 0:
                Add(KernelCall.Create, slot, Name(), mode);
                break;
            case 1:
                var below = Text(draw.Pick<string>(["a", "b", "e/a", "../c"]));
                Add(KernelCall.OpenAt, slot, Slot(DirectorySlot), below, flags, mode);
                break;
            case 2:
                Add(KernelCall.OpenAt2, slot, WorkingDirectory, Name(), Numbers(flags, mode, 0), 3 * sizeof(long));
                break;
            case 3:
                Add(KernelCall.Open, slot, Name(), flags, mode);
                break;
            default:
                Add(KernelCall.OpenAt, slot, WorkingDirectory, Name(), flags, mode);
                break;
        }
    }

    private void Write(long file)
    {
        var (bytes, count, offset) = (Bytes(out var length), length, draw.Below(MostOffset));
        var pieces = Numbers(bytes, count, bytes, 0, bytes, Math.Min(count, draw.Below(200)));
        switch (draw.Below(6))
        {
            case 0:
                Add(KernelCall.WriteMany, RawCall.NoSlot, file, pieces, 3);
                break;
            case 1:
                Add(KernelCall.WriteAt, RawCall.NoSlot, file, bytes, count, offset);
                break;
            case 2:
                Add(KernelCall.WriteManyAt, RawCall.NoSlot, file, pieces, 3, offset, 0);
                break;
            case 3:
                Add(KernelCall.WriteManyAt2, RawCall.NoSlot, file, pieces, 3, draw.Below(3) == 0 ? -1 : offset, 0,
                    draw.Pick<long>([0, 2, 4, 0x10]));
                break;
            default:
                Add(KernelCall.Write, RawCall.NoSlot, file, bytes, count);
                break;
        }
    }

    private void Size(long file)
    {
        switch (draw.Below(3))
        {
            case 0:
                Add(KernelCall.Cut, RawCall.NoSlot, file, draw.Below(MostOffset));
                break;
            case 1:
                Add(KernelCall.CutPath, RawCall.NoSlot, Name(), draw.Below(MostOffset));
                break;
            default:
                // Allocate, keep the size, punch a hole, make zeros, and both.
                Add(KernelCall.Allocate, RawCall.NoSlot, file, draw.Pick<long>([0, 1, 3, 16, 17]),
                    draw.Below(MostOffset), draw.Range(1, MostBytes));
                break;
        }
    }

    private void OnNames()
    {
        switch (draw.Below(9))
        {
            case 0:
                Add(KernelCall.Rename, RawCall.NoSlot, Name(), Name());
                break;
            case 1:
                Add(KernelCall.RenameAt, RawCall.NoSlot, WorkingDirectory, Name(), Slot(DirectorySlot), Text("b"));
                break;
            case 2:
                Add(KernelCall.RenameAt2, RawCall.NoSlot, WorkingDirectory, Name(), WorkingDirectory, Name(),
                    draw.Below(2));
                break;
            case 3:
                Add(KernelCall.Unlink, RawCall.NoSlot, Name());
                break;
            case 4:
                Add(KernelCall.UnlinkAt, RawCall.NoSlot, Slot(DirectorySlot), Text("a"), 0);
                break;
            case 5:
                Add(KernelCall.MakeDirectory, RawCall.NoSlot, Below(), 0x1ED);
                break;
            case 6:
                Add(KernelCall.RemoveDirectory, RawCall.NoSlot, Below());
                break;
            case 7:
                // The disk has no links: it says so, and is as it was.
                Add(draw.Below(2) == 0 ? KernelCall.Link : KernelCall.SymbolicLink, RawCall.NoSlot, Name(), Name());
                break;
            default:
                // A directory with what is in it, also while its files are open.
                var (from, to) = (draw.Below(5), draw.Below(5));
                Add(KernelCall.Rename, RawCall.NoSlot, Text(Invariant($"x{from}")), Text(Invariant($"d/x{to}")));
                break;
        }
    }

    /// <summary>The name of a directory that may not be there.</summary>
    private long Below() => Text(draw.Pick<string>(Directories) + Invariant($"/x{draw.Below(5)}"));

    private void Sync(bool ownFiles)
    {
        switch (draw.Below(30))
        {
            case 0:
                Add(KernelCall.SyncAll, RawCall.NoSlot, Slot(DirectorySlot));
                break;
            case < 8:
                Add(KernelCall.Open, Source, Text(draw.Pick(Directories)), CloseOnExec);
                Add(KernelCall.Sync, RawCall.NoSlot, Slot(Source));
                Add(KernelCall.Close, RawCall.NoSlot, Slot(Source));
                break;
            case < 12:
                Add(KernelCall.SyncRange, RawCall.NoSlot, File(ownFiles), 0, 0, 7);
                break;
            default:
                Add(draw.Below(2) == 0 ? KernelCall.Sync : KernelCall.SyncData, RawCall.NoSlot, File(ownFiles));
                break;
        }
    }

    /// <summary>Offsets, duplicates, and bytes that the kernel copies.</summary>
    private void MoveAround()
    {
        var (file, other) = (Slot(draw.Range(FirstOwn, LastOwn)), draw.Range(FirstOwn, LastOwn));
        switch (draw.Below(6))
        {
            case 0:
                Add(KernelCall.Seek, RawCall.NoSlot, file, draw.Below(MostOffset), draw.Below(3));
                break;
            case 1:
                Add(KernelCall.Read, RawCall.NoSlot, file, Memory(100), 100);
                break;
            case 2:
                Add(KernelCall.Close, RawCall.NoSlot, Slot(other));
                Add(KernelCall.Duplicate, other, file);
                break;
            default:
                Add(KernelCall.Open, Source, Name(), CloseOnExec);
                Copy(file);
                Add(KernelCall.Close, RawCall.NoSlot, Slot(Source));
                break;
        }
    }

    private void Copy(long file)
    {
        switch (draw.Below(3))
        {
            case 0:
                Add(KernelCall.SendFile, RawCall.NoSlot, file, Slot(Source), 0, 3000);
                break;
            case 1:
                Add(KernelCall.CopyRange, RawCall.NoSlot, Slot(Source), 0, file, 0, 3000, 0);
                break;
            default:
                var ends = Memory(sizeof(long));
                Add(KernelCall.Pipe, RawCall.NoSlot, ends, 0);
                Load(PipeOut, ends);
                Load(PipeIn, ends + sizeof(int));
                Add(KernelCall.Splice, RawCall.NoSlot, Slot(Source), 0, Slot(PipeIn), 0, 3000, 2);
                Add(KernelCall.Splice, RawCall.NoSlot, Slot(PipeOut), 0, file, 0, 3000, 2);
                Add(KernelCall.Close, RawCall.NoSlot, Slot(PipeOut));
                Add(KernelCall.Close, RawCall.NoSlot, Slot(PipeIn));
                break;
        }
    }

    private void Map()
    {
        var at = draw.Below(MappedSize - 900);
        Add(KernelCall.Store, RawCall.NoSlot, Mapped, at, draw.Below(256), 900);
        switch (draw.Below(4))
        {
            case 0:
                Add(KernelCall.SyncMap, RawCall.NoSlot, Slot(Mapped), MappedSize, 4);
                break;
            case 1:
                Add(KernelCall.WriteAt, RawCall.NoSlot, Slot(MappedFile), Bytes(out _), 1, at);
                break;
            case 2:
                Add(KernelCall.Sync, RawCall.NoSlot, Slot(MappedFile));
                break;
            default:
                break;
        }
    }

    private long File(bool ownFiles) => Slot(ownFiles && draw.Below(4) > 0
        ? draw.Range(FirstOwn, LastOwn)
        : draw.Below(2) == 0 ? SharedAppend : SharedEnd);

    private long Name() => Text(draw.Pick<string>(["a", "b", "c", "d/a", "d/b", "d/e/a", "x1/a", "d/x2/a", "./d/../a",
        root + "/b"]));

    private long Bytes(out int count)
    {
        count = draw.Pick<int>([1, 7, 512, 4096, 5000, MostBytes]);
        var bytes = Memory(count);
        NativeMemory.Fill((void*)bytes, (nuint)count, (byte)draw.Range(1, 255));
        return bytes;
    }

    private static long Text(string text) => (long)Marshal.StringToCoTaskMemUTF8(text);

    private static long Numbers(params ReadOnlySpan<long> numbers)
    {
        var memory = Memory(numbers.Length * sizeof(long));
        numbers.CopyTo(new Span<long>((void*)memory, numbers.Length));
        return memory;
    }

    /// <summary>It is not freed: the process ends soon.</summary>
    private static long Memory(int count) => (long)NativeMemory.AllocZeroed((nuint)count);

    /// <summary>An argument that is read from a slot.</summary>
    private static long Slot(int slot) => SlotMark + slot;

    private void Load(int slot, long address) => Add(KernelCall.Load, slot, address);

    private void Add(KernelCall number, int result, params ReadOnlySpan<long> values)
    {
        var call = new RawCall { Number = number, Result = result };
        for (var i = 0; i < values.Length; i++)
        {
            var isSlot = values[i] is >= SlotMark and < SlotMark + SlotCount;
            call.Slots |= isSlot ? 1 << i : 0;
            call.Values[i] = isSlot ? values[i] - SlotMark : values[i];
        }

        calls.Add(call);
    }

    private (nint First, int Count) Prepared()
    {
        var first = (RawCall*)NativeMemory.Alloc((nuint)calls.Count, (nuint)sizeof(RawCall));
        CollectionsMarshal.AsSpan(calls).CopyTo(new Span<RawCall>(first, calls.Count));
        return ((nint)first, calls.Count);
    }
}
