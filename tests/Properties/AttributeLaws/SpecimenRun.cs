using Xunit.Abstractions;
using Xunit.Sdk;

namespace Tests.Properties.AttributeLaws;

/// <summary>How one test of a specimen ended.</summary>
/// <param name="Outcome">Passed, Failed or Skipped.</param>
/// <param name="Words">The message of the failure, the reason for skipping, or what a passed test wrote.</param>
internal sealed record Ending(string Outcome, string Words);

/// <summary>
/// Runs the properties of a class as `dotnet test` would: found by xunit's discoverer, sent through its serialisation,
/// run by its executor. Specimens are not public, so the real discovery passes them by.
/// </summary>
internal static class SpecimenRun
{
    public static SortedDictionary<string, Ending> Of<TSpecimen>()
    {
        using var listener = new Listener();
        using var framework = new XunitTestFramework(listener);
        var assembly = typeof(TSpecimen).Assembly;
        using var discoverer = framework.GetDiscoverer(Reflector.Wrap(assembly));
        discoverer.Find(typeof(TSpecimen).FullName, includeSourceInformation: false, listener, new Defaults());
        listener.Found.Wait();
        using var executor = framework.GetExecutor(assembly.GetName());
        var cases = listener.Cases.Select(found => executor.Deserialize(discoverer.Serialize(found))).ToList();
        executor.RunTests(cases, listener, new Defaults());
        listener.Finished.Wait();
        return listener.Endings;
    }

    /// <summary>Options of which none is set.</summary>
    private sealed class Defaults : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        public TValue GetValue<TValue>(string name) => default!;

        public void SetValue<TValue>(string name, TValue value) =>
            throw new NotSupportedException($"Nobody should set {name} to {value}.");
    }

    private sealed class Listener : LongLivedMarshalByRefObject, IMessageSink, IDisposable
    {
        public ManualResetEventSlim Found { get; } = new();
        public ManualResetEventSlim Finished { get; } = new();
        public List<ITestCase> Cases { get; } = [];
        public SortedDictionary<string, Ending> Endings { get; } = new(StringComparer.Ordinal);

        public bool OnMessage(IMessageSinkMessage message)
        {
            lock (Cases)
            {
                switch (message)
                {
                    case ITestCaseDiscoveryMessage found: Cases.Add(found.TestCase); break;
                    case IDiscoveryCompleteMessage: Found.Set(); break;
                    case ITestPassed passed: End(passed, "Passed", passed.Output); break;
                    case ITestFailed failed: End(failed, "Failed", string.Join('\n', failed.Messages)); break;
                    case ITestSkipped skipped: End(skipped, "Skipped", skipped.Reason); break;
                    case ITestAssemblyFinished: Finished.Set(); break;
                }
            }

            return true;
        }

        public void Dispose()
        {
            Found.Dispose();
            Finished.Dispose();
        }

        private void End(ITestMessage message, string outcome, string words) =>
            Endings.Add(message.TestMethod.Method.Name, new Ending(outcome, words));
    }
}
