using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace S3Snowplow.Tool.Tests.Suggesting;

public sealed class KeyTreeTests
{
    private const long From = 29_700_000;
    private const long Until = From + (28 * 1440);

    private static readonly Gen<string> SomeKey = (
        from depth in Gen.Choose(0, 4)
        from segments in Gen.Elements("a", "b", "orders", "2026", "dt=1", "0f3c9a1be4d2", "x y", "", "ü").ArrayOf(depth)
        from name in Gen.Choose(0, 999)
        select string.Join('/', segments.Append(name.ToString(CultureInfo.InvariantCulture))));

    private static readonly Arbitrary<ListedObject[]> SomeObjects = (
        from key in SomeKey
        from size in Gen.Choose(0, 100_000)
        from minute in Gen.Choose(0, (int)(Until - From) - 1)
        select Make(key, size, From + minute)).ArrayOf().ToArbitrary();

    [Fact]
    public void Add_AnyObjects_SumsStayTrue()
    {
        Prop.ForAll(SomeObjects, objects =>
        {
            KeyTree tree = TreeOf(objects);

            KeyFacts[] roots = [.. tree.Buckets.Values.Select(root => root.Whole())];
            Assert.Equal(objects.Sum(one => one.Size), roots.Sum(root => root.Bytes));
            Assert.Equal(objects.Sum(one => one.Size), roots.Sum(root => root.Cells.Total));
            Assert.Equal(objects.Length, roots.Sum(root => root.Objects));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Proposals_AnyObjects_TakeNoObjectTwiceAndEndWithASlash()
    {
        Prop.ForAll(SomeObjects, objects =>
        {
            IReadOnlyList<ProposedInput> inputs = new InputProposals(TreeOf(objects), From, Until).All();

            Assert.True(inputs.Sum(input => input.Facts.Objects.Bytes) <= objects.Sum(one => one.Size));
            Assert.DoesNotContain(inputs, input => input.Prefix.Length > 0 && !input.Prefix.EndsWith('/'));
            Assert.Equal(inputs.Count, inputs.Select(input => input.Name).Distinct(StringComparer.Ordinal).Count());

            // As the bands see it: the longest prefix of a key counts.
            foreach (ProposedInput input in inputs)
            {
                long matched = objects.Where(one => Longest(inputs, one.Key) == input.Prefix).Sum(one => one.Size);
                Assert.Equal(input.Facts.Objects.Bytes, matched);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Add_MoreFoldersThanAreKept_KeepsTheLargestAndTheSums()
    {
        ListedObject[] objects = [.. Enumerable.Range(0, 5000).Select(i => Make($"users/user-{i:D5}-x/file", i == 2500 ? 50_000_000 : 10, From + i))];

        KeyTree tree = TreeOf(objects);

        KeyNode users = Assert.Single(Assert.Single(tree.Buckets.Values).Children);
        Assert.Equal("users/user-02500-x/", Assert.Single(users.Children).Prefix);
        Assert.Equal(objects.Sum(one => one.Size), users.Whole().Bytes);
    }

    [Fact]
    public void Proposals_ShardsOfHashes_AreOneInput()
    {
        ListedObject[] objects = [.. Enumerable.Range(0, 64).SelectMany(i => Enumerable.Range(0, 40).Select(k => Make($"raw/{i:x2}/file-{k}", 1000, From + (k * 600))))];

        ProposedInput input = Assert.Single(new InputProposals(TreeOf(objects), From, Until).All());

        Assert.Equal("raw/", input.Prefix);
    }

    [Fact]
    public void Proposals_DatesBelowNames_EndAboveTheDates()
    {
        ListedObject[] objects =
        [
            .. Enumerable.Range(0, 600).SelectMany(i => (ListedObject[])
            [
                Make($"raw/orders/2026/11/{i % 28:D2}/{i}.json", 2000, From + (i * 60)),
                Make($"raw/clicks/dt=2026-11-{i % 28:D2}/{i}.json", 1000, From + (i * 60)),
            ]),
        ];

        IReadOnlyList<ProposedInput> inputs = new InputProposals(TreeOf(objects), From, Until).All();

        Assert.Equal(["raw/orders/", "raw/clicks/"], inputs.Select(input => input.Prefix));
        Assert.Equal(["raw-orders", "raw-clicks"], inputs.Select(input => input.Name));
    }

    private static string? Longest(IReadOnlyList<ProposedInput> inputs, string key) =>
        inputs.Where(input => key.StartsWith(input.Prefix, StringComparison.Ordinal)).Select(input => input.Prefix).MaxBy(prefix => prefix.Length);

    private static KeyTree TreeOf(IEnumerable<ListedObject> objects)
    {
        var tree = new KeyTree();
        foreach (ListedObject one in objects)
        {
            tree.Add(one, Minutes.Of(one.LastModified));
        }

        tree.Close();
        return tree;
    }

    private static ListedObject Make(string key, long size, long minute) => new("made-up", key, size, Minutes.Time(minute)) { IsLatest = true };
}
