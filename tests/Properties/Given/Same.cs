using Aof.Data;

namespace Tests.Properties.Given;

/// <summary>
/// The assertion of most properties: two datasets are exactly the same, or the failure says where they first differ.
/// </summary>
internal static class Same
{
    public static void Content(Dataset one, Dataset other, string nameOfOne, string nameOfOther) =>
        Assert.True(one.ContentEquals(other), one.FirstDifference(other, nameOfOne, nameOfOther));
}
