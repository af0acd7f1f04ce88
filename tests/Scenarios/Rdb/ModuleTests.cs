using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.Data.Modules;
using Aof.Data.Primitives;
using Aof.Load;
using Aof.State;
using Sim.Machine.Disk;

namespace Tests.Scenarios.Rdb;

/// <summary>Values of modules in RDB form: a module loads what it has saved, and no other module does.</summary>
public sealed class ModuleTests
{
    private static readonly SampleType Type = new();
    private static readonly Command Make = new("SAMPLE", 2, CommandFlags.Write, static call =>
    {
        call.Store(call.Args[1], new SampleValue(Type, -5, ulong.MaxValue, 1.5f, 0.1, Bytes.Of("text")));
        call.Reply.Ok();
    });

    [Fact]
    public void WhatWasSavedComesBack()
    {
        var w = Written();
        Assert.Equal(0, w.KillAndRestart().ExitCode ?? 0);
        Assert.True(w.Server.Data[0].TryGet(Bytes.Of("k"), out var value));
        Assert.Equal("-5 18446744073709551615 1.5 0.1 text", ((ModuleValue)value).Saved().ToString());
    }

    [Fact]
    public void AValueOfAModuleThatIsNotLoadedIsRefusedByName()
    {
        var log = System.Text.Encoding.Latin1.GetBytes(Written().Content(TestServer.AofName));
        var w = TestServer.On(new AofConfig(), DiskImage.Of((TestServer.AofName, log)));
        Assert.Equal(1, w.ExitCode);
        Assert.Contains("'sample-vl', whose module is not loaded", w.ExitReason, StringComparison.Ordinal);
    }

    [Fact]
    public void WhoOnlyChecksALogNeedsNoModule()
    {
        var log = System.Text.Encoding.Latin1.GetBytes(Written().Content(TestServer.AofName));
        Assert.Equal(new AofCheckResult(log.Length, log.Length, Error: null),
            AofCheck.Check(RdbBytes.Files(log).Host.Files, TestServer.AofName).Value);
    }

    private static TestServer Written()
    {
        var w =
            TestServer.Up(new AofConfig { UseRdbPreamble = true, Commands = RedisCommands.With([Type], [Make]) });
        Assert.Equal("OK", w.Send("SAMPLE k"));
        return w.Rewrite();
    }

    private sealed class SampleType() : ModuleType("sample-vl", encodingVersion: 3)
    {
        public override ModuleValue? Load(ModuleRecordReader record, int encodingVersion) =>
            encodingVersion == 3 && record.TryRead(out long a) && record.TryRead(out ulong b)
            && record.TryRead(out float c)
            && record.TryRead(out double d) && record.TryRead(out Bytes e)
            ? new SampleValue(this, a, b, c, d, e)
            : null;
    }

    private sealed class SampleValue(SampleType type, long a, ulong b, float c, double d, Bytes e) : ModuleValue
    {
        public override ModuleType Type => type;

        public override IEnumerable<Bytes[]> Rewrite(Bytes key) => [[Bytes.Of("SAMPLE"), key]];

        public override void Digest(ModuleDigest digest) => digest.Add(e);

        public override void Save(ModuleRecord record)
        {
            record.Add(a);
            record.Add(b);
            record.Add(c);
            record.Add(d);
            record.Add(e);
        }
    }
}
