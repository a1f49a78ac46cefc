using FsCheck;
using FsCheck.Fluent;

namespace S3Snowplow.Capacity.Tests.Bands;

public sealed class ResolveTests
{
    [Theory]
    [InlineData("acme-raw", "enriched/good/1", "good")]
    [InlineData("acme-raw", "enriched/bad/1", "enriched")]
    [InlineData("acme-raw", "other", "acme")]
    [InlineData("acme-other", "enriched/bad/1", "acme")]
    [InlineData("acme", "x", "all")]
    [InlineData("acme-", "x", "acme")]
    [InlineData("someone", "else/1", "all")]
    public void Resolve_InputsInsideEachOther_TheInnermostCounts(string bucket, string key, string pipeline)
    {
        CapacityBands bands = Bands(("all", "*", ""), ("acme", "acme-*", ""), ("enriched", "acme-raw", "enriched/"), ("good", "acme-raw", "enriched/good/"));

        Assert.Equal(pipeline, bands.Resolve(bucket, key)!.Name);
    }

    [Fact]
    public void Resolve_NothingMatches_IsTheDefaultOrNone()
    {
        Assert.Null(Bands(("a", "b", "c/")).Resolve("b", "d"));
        Assert.Equal("a", CapacityBands.Parse(Text([("a", "b", "c/")]) + "default: a\n").Resolve("b", "d")!.Name);
    }

    [Fact]
    public void Parse_CrossingInputsWithOneForBoth_AreFine()
    {
        CapacityBands bands = Bands(("narrow", "acme-raw", "a/"), ("wide", "acme-*", "a/b/"), ("both", "acme-raw", "a/b/"));

        Assert.Equal("both", bands.Resolve("acme-raw", "a/b/1")!.Name);
        Assert.Equal("wide", bands.Resolve("acme-x", "a/b/1")!.Name);
        Assert.Equal("narrow", bands.Resolve("acme-raw", "a/1")!.Name);
    }

    [Fact]
    public void Resolve_AnyInputs_EqualsTheSlowAnswer()
    {
        Gen<string> name = Gen.Elements("a", "ab", "abc", "b", "ba", "");
        Gen<(string Bucket, string Prefix)> input = from bucket in Gen.Elements("a", "ab", "a*", "ab*", "*", "b") from prefix in name select (bucket, prefix);

        Prop.ForAll(input.ArrayOf().ToArbitrary(), Gen.Elements("a", "ab", "abc", "b", "c").ToArbitrary(), name.ToArbitrary(), (inputs, bucket, key) =>
        {
            // One pipeline for each input: crossing ones are refused, so those are left to another test.
            (string Name, string Bucket, string Prefix)[] distinct = [.. inputs.Distinct().Select((one, i) => ($"p{i}", one.Bucket, one.Prefix))];
            CapacityBands bands;
            try
            {
                bands = Bands(distinct);
            }
            catch (BandsException)
            {
                return true;
            }

            string? slow = distinct
                .Where(one => (one.Bucket.EndsWith('*') ? bucket.StartsWith(one.Bucket[..^1], StringComparison.Ordinal) : bucket == one.Bucket) && key.StartsWith(one.Prefix, StringComparison.Ordinal))
                .OrderByDescending(one => !one.Bucket.EndsWith('*')).ThenByDescending(one => one.Bucket.Length).ThenByDescending(one => one.Prefix.Length)
                .Select(one => one.Name).FirstOrDefault();
            return bands.Resolve(bucket, key)?.Name == slow;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Proof.Count(part: 500, whole: 2000)));
    }

    [Fact]
    public void Resolve_TenThousandPipelines_FindsEach()
    {
        CapacityBands bands = Bands([.. Enumerable.Range(0, 10_000).Select(i => ($"p{i}", $"bucket-{i % 100}", $"team-{i:d5}/in/"))]);

        for (int i = 0; i < 10_000; i++)
        {
            Assert.Equal($"p{i}", bands.Resolve($"bucket-{i % 100}", $"team-{i:d5}/in/2026/01/01/data.parquet")!.Name);
        }
    }

    internal static CapacityBands Bands(params (string Name, string Bucket, string Prefix)[] inputs) => CapacityBands.Parse(Text(inputs));

    private static string Text((string Name, string Bucket, string Prefix)[] inputs) =>
        "bands:\n  small: { throughput: 2 GiB/h }\npipelines:" + (inputs.Length == 0 ? " {}\n" : "\n")
        + string.Concat(inputs.Select(input => $"  {input.Name}: {{ band: small, inputs: [ {{ bucket: '{input.Bucket}', prefix: '{input.Prefix}' }} ] }}\n"));
}
