namespace S3Snowplow.Capacity.Tests.Bands;

public sealed class CapacityBandsTests
{
    private const string Good = """
        bands:
          small:  { throughput: 2 GiB/h }
          large:  { throughput: 40 GiB/h }
        pipelines:
          ops1:
            band: small
            inputs:
              - { bucket: acme-raw, prefix: enriched/good/ }
          ops2:
            band: large
            inputs:
              - bucket: acme-*
        """;

    /// <summary>One fault each: what of the good file to replace, by what, and the error with its place.</summary>
    public static TheoryData<string, string, string> Faults => new()
    {
        { "2 GiB/h", "2 Gib/h", "bands.yml:2:25: 'Gib' is no unit of bytes. Allowed: a number, a unit (B, KB," },
        { "band: small", "band: medium", "bands.yml:6:11: 'medium' is no band of this file. Allowed: small, large, or a throughput such as 150 GB/h." },
        { "    band: small\n", "", "bands.yml:5:3: The pipeline 'ops1' has no band. Allowed: small, large, or a throughput such as 150 GB/h." },
        { "ops2:", "ops1:", "bands.yml:9:3: The key 'ops1' is there already, in line 5. Allowed: each key once." },
        { "    band: large\n", "    band: large\n    band: small\n", "bands.yml:11:5: The key 'band' is there already, in line 10." },
        { "    band: small\n", "\tband: small\n", "bands.yml:6:1: A tab in the indentation. Allowed: spaces." },
        { "bucket: acme-*", "bucket: acme-raw\n        prefix: enriched/good/", "bands.yml:12:17: 'acme-raw/enriched/good/' is an input of pipeline 'ops1' already, in line 8." },
        { "bucket: acme-*", "bucket: acme-*\n        prefix: enriched/good/2026/", "bands.yml:12:17: 'acme-raw/enriched/good/' of 'ops1' and 'acme-*/enriched/good/2026/' of 'ops2' (the other is in line 8) overlap" },
        { "bucket: acme-*", "bucket: a*e", "bands.yml:12:17: 'a*e' is no bucket. Allowed: a bucket's name, or the beginning of one with a single * at its end." },
        { "bucket: acme-*", "name: acme-*", "bands.yml:12:9: 'name' has no meaning here. Allowed: bucket, prefix." },
        { "bucket: acme-*", "prefix: a/", "bands.yml:12:9: The input has no bucket." },
        { "throughput: 40 GiB/h", "speed: 40 GiB/h", "bands.yml:3:13: 'speed' has no meaning here. Allowed: throughput." },
        { "{ throughput: 40 GiB/h }", "40 GiB/y", "bands.yml:3:11: 'y' is no time to measure by. Allowed: a number, a unit" },
        { "{ throughput: 40 GiB/h }", "[ 40 GiB/h ]", "bands.yml:3:11: Here is a list. Allowed: { throughput: … }, or the throughput alone: a number" },
        { "{ throughput: 40 GiB/h }", "[40 GiB/h", "bands.yml:" },
        { "bands:\n", "sizes:\n", "bands.yml:1:1: 'sizes' has no meaning here. Allowed: bands, pipelines, default." },
        { "pipelines:\n", "default: ops3\npipelines:\n", "bands.yml:4:10: 'ops3' is no pipeline of this file. Allowed: ops1, ops2." },
        { "band: small", "band: &b small", "bands.yml:6:11: Anchors and aliases are not allowed; write the value out." },
        { "band: small", "band: { name: small }", "bands.yml:6:11: Here is a map. Allowed: small, large, or a throughput such as 150 GB/h." },
    };

    [Fact]
    public void Parse_TheExample_HasItsPipelines()
    {
        CapacityBands bands = CapacityBands.Parse(Good);

        Assert.Equal(["ops1", "ops2"], bands.Pipelines.Select(pipeline => pipeline.Name));
        Assert.Equal("small", bands.Find("ops1")!.Band);
        Assert.Equal(2_147_483_648, bands.Find("ops1")!.Throughput.BytesPerHour);
        Assert.Equal([new PipelineInput("acme-raw", "enriched/good/")], bands.Find("ops1")!.Inputs);
        Assert.Null(bands.Default);
        Assert.Null(bands.Find("ops3"));
        Assert.Matches("^[0-9a-f]{64}$", bands.ContentHash);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Parse_FileWithAFault_SaysWhereAndWhatIsAllowed(string part, string replacement, string error)
    {
        string bad = Good.Replace("\r\n", "\n", StringComparison.Ordinal).Replace(part, replacement, StringComparison.Ordinal);
        Assert.NotEqual(Good, bad);

        BandsException exception = Assert.Throws<BandsException>(() => CapacityBands.Parse(bad));

        Assert.Contains(exception.Errors, one => one.ToString().StartsWith(error, StringComparison.Ordinal));
        Assert.Contains(error, exception.Message, StringComparison.Ordinal);
        Assert.Contains("nothing of them takes effect", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "bands.yml:1:1: The file is empty or no map.")]
    [InlineData("- a\n", "bands.yml:1:1: The file is empty or no map.")]
    [InlineData("bands: {}\npipelines: {}\n---\nbands: {}\n", "bands.yml:3:1: A second document begins here.")]
    [InlineData("? [a]\n: b\n", "bands.yml:1:3: A key must be a text.")]
    public void Parse_NoBandsAtAll_SaysSo(string text, string error)
    {
        BandsException exception = Assert.Throws<BandsException>(() => CapacityBands.Parse(text));

        Assert.StartsWith(error, exception.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SeveralFaults_ReportsThemAllInOrder()
    {
        BandsException exception = Assert.Throws<BandsException>(() => CapacityBands.Parse("bands:\n  a: { throughput: 1 GiB/y }\npipelines:\n  p: { band: b, input: [] }\n"));

        Assert.Equal([(2, 20), (4, 14), (4, 17)], exception.Errors.Select(error => (error.Line, error.Column)));
    }

    [Fact]
    public void Parse_Json_IsTheSameAsYaml()
    {
        const string Json = """
            {
              "bands": { "small": { "throughput": "2 GiB/h" } }, // sizes
              "pipelines": { "ops1": { "band": "small", "inputs": [ { "bucket": "acme-raw", "prefix": "in/" } ] } },
              "default": "ops1"
            }
            """;

        CapacityBands bands = CapacityBands.Parse(Json, "bands.json");

        Assert.Equal("ops1", bands.Default!.Name);
        Assert.Equal([new PipelineInput("acme-raw", "in/")], bands.Default.Inputs);
    }

    [Theory]
    [InlineData("{ \"bands\": {},\n  \"pipelines\": { \"é\": { \"band\": \"none\" } } }", "bands.json:2:33: 'none' is no band of this file.")]
    [InlineData("{ \"bands\": {},\n  \"pipelines\": }", "bands.json:2:")]
    [InlineData("{ \"bands\": {}, \"bands\": {} }", "bands.json:1:16: The key 'bands' is there already, in line 1.")]
    [InlineData("{ \"bands\": \"\\ud800\" }", "bands.json:1:12: No valid text")]
    [InlineData("7", "bands.json:1:1: The file is empty or no map.")]
    public void Parse_JsonWithAFault_SaysWhere(string json, string error)
    {
        BandsException exception = Assert.Throws<BandsException>(() => CapacityBands.Parse(json, "bands.json"));

        Assert.StartsWith(error, exception.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_Nested_HasAnEnd()
    {
        string deep = "a: " + string.Concat(Enumerable.Repeat("{ a: ", 80)) + "1" + string.Concat(Enumerable.Repeat(" }", 80));

        BandsException exception = Assert.Throws<BandsException>(() => CapacityBands.Parse(deep));

        Assert.Contains("Nested too deeply", exception.Errors[0].Message, StringComparison.Ordinal);
    }
}
