using System.IO.Abstractions;

#nullable disable
namespace Sim.Files;

#pragma warning disable RS0030 // DateTime is in the signatures that .NET has.

/// <content>What the simulated disk does not have.</content>
internal sealed partial class PortFileInfo
{
    public override void Decrypt() => throw PortErrors.Unsupported(nameof(Decrypt));

    public override void Encrypt() => throw PortErrors.Unsupported(nameof(Encrypt));

    public override DateTime CreationTime
    {
        get => throw PortErrors.Unsupported(nameof(CreationTime));
        set => throw PortErrors.Unsupported(nameof(CreationTime));
    }

    public override DateTime CreationTimeUtc
    {
        get => throw PortErrors.Unsupported(nameof(CreationTimeUtc));
        set => throw PortErrors.Unsupported(nameof(CreationTimeUtc));
    }

    public override DateTime LastAccessTime
    {
        get => throw PortErrors.Unsupported(nameof(LastAccessTime));
        set => throw PortErrors.Unsupported(nameof(LastAccessTime));
    }

    public override DateTime LastAccessTimeUtc
    {
        get => throw PortErrors.Unsupported(nameof(LastAccessTimeUtc));
        set => throw PortErrors.Unsupported(nameof(LastAccessTimeUtc));
    }

    public override DateTime LastWriteTime
    {
        get => throw PortErrors.Unsupported(nameof(LastWriteTime));
        set => throw PortErrors.Unsupported(nameof(LastWriteTime));
    }

    public override DateTime LastWriteTimeUtc
    {
        get => throw PortErrors.Unsupported(nameof(LastWriteTimeUtc));
        set => throw PortErrors.Unsupported(nameof(LastWriteTimeUtc));
    }

    public override string LinkTarget => throw PortErrors.Unsupported(nameof(LinkTarget));

    public override void CreateAsSymbolicLink(string pathToTarget) =>
        throw PortErrors.Unsupported(nameof(CreateAsSymbolicLink));

    public override IFileSystemInfo ResolveLinkTarget(bool returnFinalTarget) =>
        throw PortErrors.Unsupported(nameof(ResolveLinkTarget));
}
