using System.Text;
using FsCheck.Xunit;

namespace Tests.Properties.Kernel;

/// <summary>
/// The simulated machine answers like a real one: the same calls on both give the same results, errors, bytes and
/// descriptor numbers, one after the other, and leave the same tree.
/// </summary>
[Properties(QuietOnSuccess = true)]
public sealed class KernelProperties
{
    [KernelProperty(MaxTest = 180, Arbitrary = [typeof(FileScripts)])]
    public void FilesAnswerLikeThoseOfTheKernel(KernelScript script) => AnswersAlike(script);

    [KernelProperty(MaxTest = 90, Arbitrary = [typeof(PipeScripts)])]
    public void PipesAnswerLikeThoseOfTheKernel(KernelScript script) => AnswersAlike(script);

    [KernelProperty(MaxTest = 50, Arbitrary = [typeof(ForkScripts)])]
    public void AForkSharesDescriptorsLikeThatOfTheKernel(KernelScript script) => AnswersAlike(script);

    /// <summary>
    /// The runtime may start a thread of its own (its compiler's) on ours, which then shares the table and for a moment
    /// has a file open in it: once in ten thousand scripts a number is taken. So what differs is asked again; what is
    /// like it, is.
    /// </summary>
    private static void AnswersAlike(KernelScript script)
    {
        var (simulated, real) = (VirtualKernel.Run(script), RealKernel.Run(script));
        if (!real.Outcomes.SequenceEqual(simulated.Outcomes))
        {
            real = RealKernel.Run(script);
        }

        Alike(script, real, simulated);
    }

    internal static void Alike(KernelScript script, KernelStory real, KernelStory simulated)
    {
        var story = new StringBuilder("The kernel and the simulated machine part:\n");
        var first = Enumerable.Range(0, script.Calls.Count).FirstOrDefault(
            i => real.Outcomes[i] != simulated.Outcomes[i], -1);
        for (var i = 0; i <= first; i++)
        {
            _ = story.Append(
                $"  {script.Calls[i]} = "
                + $"{real.Outcomes[i]}{(i < first ? "" : $", but simulated {simulated.Outcomes[i]}")}\n");
        }

        Assert.True(first < 0, story.ToString());
        Assert.True(
            real.Tree.SequenceEqual(simulated.Tree),
            $"The kernel leaves\n  {string.Join("\n  ", real.Tree)}\nand the simulated machine\n  "
            + $"{string.Join("\n  ", simulated.Tree)}");
    }
}
