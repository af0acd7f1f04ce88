using System.Diagnostics;
using System.Globalization;
using Sim.Audit.Recording;
using Sim.Kernel.Device;
using Sim.Kernel.Histories;
using Sim.Kernel.Recording;
using Sim.Kernel.Records;
using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Sim.Audit.Devices;

/// <summary>
/// Records a program whose directory is on a real file system, and what reaches the block device under it. The recorder
/// is a process of its own: it must not share one with other children. It says when the program says something, and
/// waits until the log of the device has that place.
/// </summary>
/// <param name="kind">The file system.</param>
/// <param name="settings">How the device behaves.</param>
/// <param name="options">What is recorded.</param>
/// <param name="record">The file of the record.</param>
public sealed class DeviceRecorder(
    FileSystemKind kind, DeviceSettings settings, RecordingOptions options, string record)
{
    /// <summary>The option of audit record, and the word before the time of a place.</summary>
    public const string MarkOption = "--marks", MarkWord = "mark ";

    private const string Folder = "disk";

    /// <summary>MS_BIND; MNT_DETACH.</summary>
    private const int Bind = 0x1000, Detach = 2;

    /// <summary>Records one run, and mounts some of its crashes.</summary>
    /// <param name="most">The largest number of crashes.</param>
    /// <exception cref="PlatformNotSupportedException">Nothing can be mounted here.</exception>
    public DeviceRun Run(int most) => PrivateMounts.Run(directory =>
    {
        using var disk = new KernelDisk(kind, directory);
        var before = FilesIn(Path.GetFullPath(options.Root));
        disk.Prepare(
            new DiskImage(
                [
                    new DiskImage.Entry(Folder, Content: null),
                    .. before.Sorted.ToArray().Select(entry => entry with { Path = $"{Folder}/{entry.Path}" }),
                ],
                origin: null),
            RealFiles.Unrelated);
        var (code, output, log) = Record(disk);
        var (cuts, all) = code == 0 ? Chosen(log, most) : ([], 0);
        return new DeviceRun(kind, [.. cuts.Select(cut => Look(disk, log, cut))], all,
            log.Count(what => what is BlockEvent.Write), code, output);
    });

    private (int Code, string Output, IReadOnlyList<BlockEvent> Log) Record(KernelDisk disk)
    {
        disk.Mount(keepsInFlight: true);
        try
        {
            disk.SyncAll();
            disk.Flush();
            disk.Disk.Mark(new HistoryPlace(0, IsDuring: false));
            disk.Disk.Slow((long)settings.Write.TotalMicroseconds, (long)settings.Late.TotalMicroseconds);
            using var other = settings.Syncs > TimeSpan.Zero
                ? new OtherProgram(Path.Combine(disk.Directory, "another-program"), settings.Syncs)
                : null;
            var root = Path.GetFullPath(options.Root);
            _ = Linux.Done(Linux.Mount(Path.Combine(disk.Directory, Folder), root, null, Bind, null), "bind mount");
            try
            {
                var (code, output) = Follow(disk);
                return (code, output, disk.Disk.TakeLog());
            }
            finally
            {
                _ = Linux.Unmount(root, Detach);
            }
        }
        finally
        {
            disk.Unmount();
        }
    }

    /// <summary>Runs the recorder, and notes each place in the log while the program is stopped.</summary>
    private (int Code, string Output) Follow(KernelDisk disk)
    {
        using var recorder = Process.Start(new ProcessStartInfo(OwnProgram.Dotnet, Words())
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (error, output) = (recorder.StandardError.ReadToEndAsync(), new List<string>());
        while (recorder.StandardOutput.ReadLine() is { } line)
        {
            if (!line.StartsWith(MarkWord, StringComparison.Ordinal))
            {
                output.Add(line);
                continue;
            }

            var atUs = long.Parse(line[MarkWord.Length..], CultureInfo.InvariantCulture);
            disk.Disk.Mark(new HistoryPlace((int)Math.Min(atUs, int.MaxValue), IsDuring: false));
            recorder.StandardInput.WriteLine();
            recorder.StandardInput.Flush();
        }

        recorder.WaitForExit();
        return (recorder.ExitCode, string.Join('\n', output.Append(error.Result.Trim())).Trim());
    }

    private List<string> Words() =>
    [
        OwnProgram.Assembly, "audit", "record", MarkOption, "--root", options.Root, "--out", record,
        "--time", Invariant($"{(int)options.Limit.TotalSeconds}s"),
        .. options.Ignored.SelectMany(glob => (string[])["--ignore", glob]),
        .. options.AcknowledgedBy.Length > 0 ? (string[])["--acks", options.AcknowledgedBy] : [],
        .. options.Fault is { } fault ? (string[])["--fault", fault.ToString()] : [],
        "--", .. options.Program,
    ];

    /// <summary>Crashes, each with the same chance, and the number of all.</summary>
    private (List<CrashCut> Cuts, int All) Chosen(IReadOnlyList<BlockEvent> log, int most)
    {
        var (draw, chosen, all) = (new Seed(1).Stream(kind.Name), new List<CrashCut>(), 0);
        foreach (var cut in new CrashCuts(log, draw).All())
        {
            all++;
            if (chosen.Count < most)
            {
                chosen.Add(cut);
            }
            else if (draw.Below(all) is var place && place < most)
            {
                chosen[place] = cut;
            }
        }

        return (chosen, all);
    }

    private DeviceImage Look(KernelDisk disk, IReadOnlyList<BlockEvent> log, CrashCut cut)
    {
        var files = DiskImage.Empty;
        var error = disk.Crashed(log, cut.Arrived, () => files = FilesIn(Path.Combine(disk.Directory, Folder)));
        return error == Os.Errno.None
            ? new DeviceImage(files, cut.Arrived.Count, cut.Places.Max(place => place.Calls))
            : throw new IOException($"an image of {kind.Name} cannot be mounted: {error}");
    }

    private DiskImage FilesIn(string folder) => new(
        [
            .. FolderState.Read(folder, new RecordedFiles(folder, options.Ignored, static _ => { })).Select(
                file => new DiskImage.Entry(
                    file.Path, file.Content is { } bytes ? new FileContent(bytes, bytes.Length) : null)),
        ],
        origin: null);
}
