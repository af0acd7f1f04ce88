using System.Globalization;
using k8s;
using k8s.Models;

namespace Tests.Scenarios.Repository;

/// <summary>The files of `deploy`, read as those who get them would read them.</summary>
public sealed class DeployTests
{
    private const string Folder = "deploy/kubernetes";

    [Fact]
    public void KubernetesReadsTheJobs()
    {
        var volume = Read("explore.yaml").OfType<V1PersistentVolumeClaim>().Single();
        var explore = Read("explore.yaml").OfType<V1Job>().Single();
        var merge = Read("merge.yaml").OfType<V1Job>().Single();
        var pod = explore.Spec.Template.Spec;
        var shards = pod.Containers.Single().Env.Single(variable => variable.Name == "SIM_SHARDS").Value;
        Assert.Equal("Indexed", explore.Spec.CompletionMode);
        Assert.Equal(shards, Number(explore.Spec.Completions));
        Assert.Equal(shards, Number(explore.Spec.Parallelism));
        Assert.Equal("Never", pod.RestartPolicy);
        var parts = merge.Spec.Template.Spec.Containers.Single().Args.Where(
            word => word.StartsWith("/results/part-", StringComparison.Ordinal));
        Assert.Equal(shards, Number(parts.Count()));
        foreach (var job in new[] { explore, merge })
        {
            Assert.Equal(
                volume.Metadata.Name, job.Spec.Template.Spec.Volumes.Single().PersistentVolumeClaim.ClaimName);
        }
    }

    [Fact]
    public void AWordThatKubernetesDoesNotKnowIsRefused()
    {
        var text = Text("explore.yaml").Replace(
            "completionMode", "completionMood", StringComparison.Ordinal);
        var refused = Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString(text, strict: true));
        Assert.Contains("completionMood", $"{refused}", StringComparison.Ordinal);
    }

    private static List<object> Read(string file) =>
        KubernetesYaml.LoadAllFromString(Text(file), strict: true);

    private static string Text(string file) => File.ReadAllText(Path.Combine(RepositoryFiles.Root, Folder, file));

    private static string Number(int? number) => Convert.ToString(number, CultureInfo.InvariantCulture)!;
}
