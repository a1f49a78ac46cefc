namespace S3Snowplow.Capacity.Tests.Bands;

public sealed class OutputTests
{
    [Theory]
    [InlineData("acme-done", "a/1", "a")]
    [InlineData("acme-done", "a/b/1", "b")]
    [InlineData("acme-other", "c/1", "c")]
    [InlineData("acme-raw", "a/1", null)]
    public void ResolveOutput_Object_IsTheWorkOfTheInnermost(string bucket, string key, string? pipeline)
    {
        CapacityBands bands = CapacityBands.Parse("""
            pipelines:
              a: { band: 1 GB/h, inputs: [ { bucket: acme-raw, prefix: a/ } ], outputs: [ { bucket: acme-done, prefix: a/ } ] }
              b: { band: 1 GB/h, outputs: [ { bucket: acme-done, prefix: a/b/ } ] }
              c: { band: 1 GB/h, outputs: [ { bucket: acme-*, prefix: c/ } ] }
            """);

        Assert.Equal(pipeline, bands.ResolveOutput(bucket, key)?.Name);
    }

    [Fact]
    public void ResolveOutput_NothingMatches_IsNotTheDefault() =>
        Assert.Null(CapacityBands.Parse("pipelines: { a: 1 GB/h }\ndefault: a\n").ResolveOutput("acme-done", "x"));

    [Theory]
    [InlineData("acme-done, prefix: x/", "acme-done, prefix: x/", "3:59: 'acme-done/x/' is an output of pipeline 'a' already, in line 2.")]
    [InlineData("acme-done, prefix: x/", "acme-*, prefix: x/y/", "3:59: 'acme-done/x/' of 'a' and 'acme-*/x/y/' of 'b' (the other is in line 2) overlap, and neither is inside the other. Allowed: one inside the other, or an output")]
    public void Parse_OutputsOfTwoThatNobodyCanTellApart_AreRefused(string first, string second, string error)
    {
        string text = $"pipelines:\n  a: {{ band: 1 GB/h, rhythm: 60 min, outputs: [ {{ bucket: {first} }} ] }}\n  b: {{ band: 1 GB/h, rhythm: 60 min, outputs: [ {{ bucket: {second} }} ] }}\n";

        Assert.StartsWith("bands.yml:" + error, Assert.Single(Assert.Throws<BandsException>(() => CapacityBands.Parse(text)).Errors).ToString(), StringComparison.Ordinal);
    }

    // What a processor writes must not come in as its own work: the backlog would never end.
    [Theory]
    [InlineData("acme-raw, prefix: in/", "acme-raw, prefix: in/")]
    [InlineData("acme-raw, prefix: in/", "acme-raw, prefix: in/done/")]
    [InlineData("acme-raw, prefix: in/done/", "acme-raw, prefix: in/")]
    [InlineData("acme-raw", "acme-raw, prefix: done/")]
    [InlineData("acme-*, prefix: in/", "acme-raw, prefix: in/done/")]
    [InlineData("acme-raw, prefix: in/done/", "acme-*, prefix: in/")]
    [InlineData("acme-raw, prefix: in/", "'*'")]
    [InlineData("acme-r*, prefix: in/", "acme-*, prefix: in/1")]
    public void Parse_OutputInTheOwnInput_IsRefused(string input, string output)
    {
        BandsException exception = Assert.Throws<BandsException>(() => CapacityBands.Parse(Text(input, output)));

        Assert.Contains("what it writes would count as work that waits", Assert.Single(exception.Errors).Message, StringComparison.Ordinal);
        Assert.Equal(4, exception.Errors[0].Line);
    }

    [Theory]
    [InlineData("acme-raw, prefix: in/", "acme-raw, prefix: out/")]
    [InlineData("acme-raw, prefix: in/", "acme-done, prefix: in/")]
    [InlineData("acme-raw, prefix: in/1", "acme-raw, prefix: in/2")]
    [InlineData("acme-r*", "acme-d*")]
    public void Parse_OutputElsewhere_IsTaken(string input, string output) => Assert.Single(CapacityBands.Parse(Text(input, output)).Find("a")!.Outputs);

    [Fact]
    public void Parse_OutputInTheOwnInputThatAnotherReads_IsTaken() => Assert.Equal(2, CapacityBands.Parse(
        Text("acme-raw", "acme-raw, prefix: done/") + "  next: { band: 1 GB/h, inputs: [ { bucket: acme-raw, prefix: done/ } ] }\n").Pipelines.Count);

    [Fact]
    public void Parse_OutputOfTheDefaultThatNoInputMatches_IsRefused() => Assert.Contains(
        "belong to the default pipeline",
        Assert.Single(Assert.Throws<BandsException>(() => CapacityBands.Parse(Text("acme-raw", "acme-done") + "default: a\n")).Errors).Message,
        StringComparison.Ordinal);

    private static string Text(string input, string output) =>
        $"pipelines:\n  a:\n    inputs: [ {{ bucket: {input} }} ]\n    outputs: [ {{ bucket: {output} }} ]\n    band: 1 GB/h\n";
}
