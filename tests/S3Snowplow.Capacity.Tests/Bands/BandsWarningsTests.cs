namespace S3Snowplow.Capacity.Tests.Bands;

public sealed class BandsWarningsTests
{
    private const string Good = """
        bands:
          small: 150 GB/h
          large: 300 GB/h
        pipelines:
          ops1:
            band: small
            inputs: [ { bucket: acme-raw, prefix: enriched/good/ } ]
          ops2:
            band: large
            inputs: [ { bucket: acme-*, prefix: other/ } ]
        """;

    public static TheoryData<string, string, string> Suspects => new()
    {
        { "    inputs: [ { bucket: acme-raw, prefix: enriched/good/ } ]\n", "", "5:3: The pipeline 'ops1' has no inputs" },
        { "inputs: [ { bucket: acme-raw, prefix: enriched/good/ } ]", "inputs: []", "5:3: The pipeline 'ops1' has no inputs" },
        { "enriched/good/", "/enriched/good/", "7:25: The prefix '/enriched/good/' begins with '/'" },
        { "enriched/good/", "enriched/*/good/", "7:25: The prefix 'enriched/*/good/' holds a '*'" },
        { "enriched/good/", "'s3://acme-raw/enriched'", "7:25: The prefix 's3://acme-raw/enriched' begins like an address" },
        { "enriched/good/", "day%3D2026", "7:25: The prefix 'day%3D2026' holds a '%'" },
        { "acme-raw,", "Acme-raw,", "7:25: Amazon S3 has no bucket 'Acme-raw': 'A' is not among" },
        { "acme-raw,", "acme_raw,", "7:25: Amazon S3 has no bucket 'acme_raw': '_' is not among" },
        { "acme-raw,", "ab,", "7:25: Amazon S3 has no bucket 'ab': it has 2 characters" },
        { "acme-raw,", "-acme-raw,", "7:25: Amazon S3 has no bucket '-acme-raw': its first and last character" },
        { "acme-raw,", "acme-raw-,", "7:25: Amazon S3 has no bucket 'acme-raw-': its first and last character" },
        { "acme-raw,", "acme..raw,", "7:25: Amazon S3 has no bucket 'acme..raw': two full stops" },
        { "acme-raw,", "192.168.5.4,", "7:25: Amazon S3 has no bucket '192.168.5.4': it is an IP address" },
        { "acme-raw,", "xn--acme,", "7:25: Amazon S3 has no bucket 'xn--acme': names that begin with 'xn--' are reserved" },
        { "acme-raw,", "acme-s3alias,", "7:25: Amazon S3 has no bucket 'acme-s3alias': names that end with '-s3alias' are reserved" },
        { "acme-*", "Acme-*", "10:25: Amazon S3 has no bucket 'Acme-*': 'A' is not among" },
        { "band: large", "band: small", "3:3: No pipeline has the band 'large'" },
        { "large: 300 GB/h", "large: 151 TB/h", "3:3: The band 'large' takes more than 1000 times what the band 'small' takes (151 TB/h and 150 GB/h). Is each unit right?" },
        { "band: large", "band: 151 TB/h", "8:3: The pipeline 'ops2' takes more than 1000 times" },
        { "large: 300 GB/h", "large: 150 GiB/h", "3:3: The bands 'small' and 'large' differ in the family of their unit alone (150 GB/h and 150 GiB/h). Is that meant?" },
        { "band: large\n", "band: large\n    silence: [ { from: 2026-01-01T00:00Z, to: 2027-01-01T00:00Z } ]\n", "10:16: Nothing is sent of 'ops2' for 365 days." },
    };

    [Fact]
    public void Warnings_OfGoodBands_AreNone() => Assert.Empty(CapacityBands.Parse(Good).Warnings);

    [Theory]
    [MemberData(nameof(Suspects))]
    public void Warnings_OfWhatIsMostOftenAMistake_SayWhere(string part, string replacement, string warning)
    {
        string text = Good.Replace("\r\n", "\n", StringComparison.Ordinal).Replace(part, replacement, StringComparison.Ordinal);
        Assert.NotEqual(Good, text);

        Assert.Contains(CapacityBands.Parse(text).Warnings, one => one.ToString().StartsWith("bands.yml:" + warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("acme-raw")]
    [InlineData("my.bucket.acme")]
    [InlineData("1234")]
    [InlineData("acme--use1-az4--x-s3")]
    [InlineData("acme-*")]
    [InlineData("'*'")]
    [InlineData("abc")]
    [InlineData("a12345678901234567890123456789012345678901234567890123456789012")]
    public void Warnings_OfABucketThatCanBe_AreNone(string bucket) =>
        Assert.Empty(CapacityBands.Parse($"pipelines: {{ a: {{ band: 1 GB/h, inputs: [ {{ bucket: {bucket} }} ] }} }}\n").Warnings);

    [Fact]
    public void Warnings_OfTheDefaultWithoutInputs_AreNone() => Assert.Empty(CapacityBands.Parse("pipelines: { a: 1 GB/h }\ndefault: a\n").Warnings);

    [Fact]
    public void Warnings_OfABandAThousandTimesAsLarge_AreNone() => Assert.DoesNotContain(
        CapacityBands.Parse("bands: { a: 1 GB/h, b: 1 TB/h }\npipelines: { p: a, q: b }\n").Warnings, warning => warning.Message.Contains("1000 times", StringComparison.Ordinal));

    [Fact]
    public void Warnings_OfAnOutputThatTheDefaultTakes_SaySo() => Assert.Contains(
        CapacityBands.Parse("pipelines:\n  a: 1 GB/h\n  b:\n    band: 1 GB/h\n    inputs: [ { bucket: acme-raw } ]\n    outputs: [ { bucket: acme-done } ]\ndefault: a\n").Warnings,
        warning => warning.ToString().StartsWith("bands.yml:6:26: No input matches 'acme-done/', so what 'b' writes is work of the default pipeline 'a'.", StringComparison.Ordinal));

    [Fact]
    public void Warnings_OfAnOutputThatAnotherReads_AreNone() => Assert.DoesNotContain(
        CapacityBands.Parse("pipelines:\n  a: { band: 1 GB/h, inputs: [ { bucket: acme-done } ] }\n  b: { band: 1 GB/h, inputs: [ { bucket: acme-raw } ], outputs: [ { bucket: acme-done } ] }\ndefault: a\n").Warnings,
        warning => warning.Message.Contains("No input matches", StringComparison.Ordinal));
}
