using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tests.Properties.Given;

namespace Tests.Properties.Data;

/// <summary>DEBUG DIGEST as its description has it, over given data and with arrays alone.</summary>
internal static class DigestModel
{
    public static string Of(GivenDataset dataset)
    {
        var total = new byte[20];
        foreach (var database in dataset.Keys.GroupBy(key => key.Database).OrderBy(group => group.Key))
        {
            total = Mix(total, BigEndian(database.Key));
            total = database.Aggregate(total, (sum, key) => Xor(sum, OfKey(key)));
        }

        return Convert.ToHexStringLower(total);
    }

    private static byte[] OfKey(GivenKey key)
    {
        var named = Mix(new byte[20], Latin1(key.Key));
        var digest = key.Value switch
        {
            GivenValue.Text text => Mix(Typed(named, 0), Latin1(text.Content)),
            GivenValue.Sequence list => list.Items.Aggregate(Typed(named, 1), (sum, item) => Mix(sum, Latin1(item))),
            GivenValue.Members set => set.Items.Aggregate(Typed(named, 2), (sum, member) => Xor(sum, Latin1(member))),
            GivenValue.Scores sorted =>
                sorted.Items.Aggregate(
                Typed(named, 3), (sum, item) => Xor(sum, Pair(item.Member, ExactDecimal.Print17(item.Score)))),
            GivenValue.Fields hash =>
                hash.Items.Aggregate(Typed(named, 4), (sum, item) => Xor(sum, Pair(item.Field, item.Value))),
            GivenValue.Stream stream => stream.Items.Aggregate(Typed(named, 6), OfEntry),
            _ => throw new InvalidOperationException("A type of value that the model does not know."),
        };
        return key.Deadline is null ? digest : Xor(digest, Latin1("!!expire!!"));
    }

    private static byte[] OfEntry(byte[] digest, GivenEntry entry) => entry.Fields.Aggregate(
        Mix(digest, Latin1($"{entry.Id.Ms}.{entry.Id.Seq}")),
        (sum, field) => Mix(Mix(sum, Latin1(field.Name)), Latin1(field.Value)));

    private static byte[] Typed(byte[] digest, int type) => Mix(digest, BigEndian(type));

    private static byte[] Pair(string first, string second) => Mix(Mix(new byte[20], Latin1(first)), Latin1(second));

    private static byte[] Mix(byte[] digest, byte[] data) => Sha1(Xor(digest, data));

    private static byte[] Xor(byte[] digest, byte[] data) => [.. digest.Zip(Sha1(data), (a, b) => (byte)(a ^ b))];

    private static byte[] Sha1(byte[] data) => SHA1.HashData(data);

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] BigEndian(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }
}
