namespace S3Snowplow.Capacity.Tests.Bands;

public sealed class PipelineMembersTests
{
    private const string Whole = """
        bands:
          small: 150 GB/h            # a plain size, or { throughput: 150 GB/h, ... }
          large: { throughput: 1 TB/h }
        pipelines:
          ops1:
            band: small
            inputs: [ { bucket: acme-raw, prefix: enriched/good/ } ]
            rhythm: 4 h
            max_behind: 2 h
            outputs: [ { bucket: acme-done, prefix: enriched/archive/ } ]
            owner: data-platform
            runbook: https://wiki.acme.com/ops1
            alerts: [ pager, slack-data ]
            silence: [ { from: 2026-12-24T18:00Z, to: 2026-12-27T06:00Z, reason: planned backfill } ]
        """;

    [Fact]
    public void Parse_AllThatAnOwnerCanSay_IsInThePipeline()
    {
        PipelineBand ops1 = CapacityBands.Parse(Whole).Find("ops1")!;

        Assert.Equal(("small", 150_000_000_000, 1), (ops1.Band, ops1.Throughput.BytesPerHour, ops1.Instances));
        Assert.Equal((TimeSpan.FromHours(4), TimeSpan.FromHours(2)), (ops1.Rhythm, ops1.MaxBehind));
        Assert.Equal([new PipelineInput("acme-done", "enriched/archive/")], ops1.Outputs);
        Assert.Equal(("data-platform", new Uri("https://wiki.acme.com/ops1")), (ops1.Owner, ops1.Runbook));
        Assert.Equal(["pager", "slack-data"], ops1.Alerts);
        AlertSilence silence = Assert.Single(ops1.Silences);
        Assert.Equal(
            new AlertSilence(new DateTimeOffset(2026, 12, 24, 18, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 12, 27, 6, 0, 0, TimeSpan.Zero), "planned backfill"), silence);
    }

    [Fact]
    public void Parse_NothingSaid_IsNothing()
    {
        PipelineBand ops1 = CapacityBands.Parse("bands: { small: 1 GB/h }\npipelines: { ops1: { band: small } }\n").Find("ops1")!;

        Assert.Equal((null, null, null, null), (ops1.Rhythm, ops1.MaxBehind, ops1.Owner, ops1.Runbook));
        Assert.Empty(ops1.Alerts);
        Assert.Empty(ops1.Silences);
        Assert.Empty(ops1.Outputs);
    }

    [Theory]
    [InlineData("{ band: 150 GB/h }", "150 GB/h", 150_000_000_000, 1)]
    [InlineData("{ throughput: 150 GB/h }", "150 GB/h", 150_000_000_000, 1)]
    [InlineData("150 GB/h", "150 GB/h", 150_000_000_000, 1)]
    [InlineData("small", "small", 1_000_000_000, 1)]
    [InlineData("{ band: small, instances: 3 }", "small", 3_000_000_000, 3)]
    [InlineData("{ throughput: 150 GB/h, instances: 3 }", "150 GB/h", 450_000_000_000, 3)]
    public void Parse_SizeInThePipelineItself_Counts(string pipeline, string band, long bytesPerHour, int instances)
    {
        PipelineBand ops1 = CapacityBands.Parse($"bands: {{ small: 1 GB/h }}\npipelines:\n  ops1: {pipeline}\n").Find("ops1")!;

        Assert.Equal((band, bytesPerHour, instances), (ops1.Band, ops1.Throughput.BytesPerHour, ops1.Instances));
    }

    [Fact]
    public void Parse_EverySizeInAPipelineItself_NeedsNoBands() =>
        Assert.Equal(1_000_000_000, CapacityBands.Parse("pipelines: { ops1: 1 GB/h }\n").Find("ops1")!.Throughput.BytesPerHour);

    /// <summary>One fault each: what of the whole file to replace, by what, and the error with its place.</summary>
    public static TheoryData<string, string, string> Faults => new()
    {
        { "rhythm: 4 h", "rhythm: 4 min", "8:13: '4 min' is too short. Allowed: a number and a unit (min, h, day) that make whole minutes, for example 90 min or 4 h; 5 min to 2 days." },
        { "rhythm: 4 h", "rhythm: 3 days", "8:13: '3 days' is too long." },
        { "rhythm: 4 h", "rhythm: 240", "8:13: '240' has no unit." },
        { "rhythm: 4 h", "rhythm: 4 H", "8:13: 'H' is no unit of such a time." },
        { "rhythm: 4 h", "rhythm: 0.01 h", "8:13: '0.01 h' is no whole number of minutes." },
        { "rhythm: 4 h", "rhythm: [ 4 h ]", "8:13: Here is a list. Allowed: a number and a unit" },
        { "rhythm: 4 h", "rhythm:", "8:12: '' is no length of time." },
        { "rhythm: 4 h", "rythm: 4 h", "8:5: 'rythm' has no meaning here. Allowed: band, throughput, instances, inputs, outputs, rhythm, max_behind, owner, runbook, alerts, silence." },
        { "rhythm: 4 h", "rhythm: 99999999999999999999999999999999999 h", "8:13: '99999999999999999999999999999999999 h' is " },
        { "max_behind: 2 h", "max_behind: 2 min", "9:17: '2 min' is too short. Allowed: a number and a unit (min, h, day) that make whole minutes, for example 90 min or 4 h; 3 min to 2 days." },
        { "owner: data-platform", "owner: ''", "11:12: The name of who is responsible cannot be this. Allowed: 1 to 255 characters" },
        { "owner: data-platform", "owner: { team: data }", "11:12: Here is a map. Allowed: the name of who is responsible." },
        { "owner: data-platform", "owner: \"a\\nb\"", "11:12: The name of who is responsible cannot be this. Allowed: 1 to 255 characters" },
        { "https://wiki.acme.com/ops1", "wiki.acme.com/ops1", "12:14: The runbook is no whole address of the web. Allowed: an address that others can open" },
        { "https://wiki.acme.com/ops1", "file:///etc/passwd", "12:14: The runbook is no whole address of the web." },
        { "https://wiki.acme.com/ops1", "javascript:alert(1)", "12:14: The runbook is no whole address of the web." },
        { "https://wiki.acme.com/ops1", "http://localhost/ops1", "12:14: The runbook leads to the reader's own machine." },
        { "https://wiki.acme.com/ops1", "http://127.0.0.1:8080/", "12:14: The runbook leads to the reader's own machine." },
        { "https://wiki.acme.com/ops1", "https://[::1]/", "12:14: The runbook leads to the reader's own machine." },
        { "https://wiki.acme.com/ops1", "https://user:SECRET@wiki.acme.com/", "12:14: The runbook has a user or a password in it." },
        { "https://wiki.acme.com/ops1", "https://wiki.acme.com/a b", "12:14: The runbook has a space or a control character." },
        { "[ pager, slack-data ]", "[]", "13:13: The list of alert channels is empty." },
        { "[ pager, slack-data ]", "pager", "13:13: Here is a single value. Allowed: a list of names of alert channels" },
        { "[ pager, slack-data ]", "[ pager, pager ]", "13:22: 'pager' is in the list already." },
        { "[ pager, slack-data ]", "[ pager, { name: x } ]", "13:22: Here is a map. Allowed: the name of an alert channel." },
        { "to: 2026-12-27T06:00Z", "to: 2026-12-24T18:00Z", "14:47: The silence ends before it begins, or at once (2026-12-24T18:00Z to 2026-12-24T18:00Z)." },
        { "from: 2026-12-24T18:00Z", "from: 2026-12-24T18:00", "14:24: '2026-12-24T18:00' has no zone. Allowed: a time with its zone" },
        { "from: 2026-12-24T18:00Z", "from: 2026-12-24", "14:24: '2026-12-24' is no time." },
        { "from: 2026-12-24T18:00Z", "from: 2026-02-30T18:00Z", "14:24: '2026-02-30T18:00Z' is no time." },
        { "from: 2026-12-24T18:00Z, ", "", "14:16: The silence has no 'from'. Allowed: { from: …, to: …, reason: … }." },
        { "reason: planned backfill", "because: planned backfill", "14:66: 'because' has no meaning here. Allowed: from, to, reason." },
        { "band: small", "band: small\n    throughput: 1 GB/h", "7:17: The pipeline 'ops1' has a band and a throughput. Allowed: one of the two." },
        { "band: small", "throughput: small", "6:17: 'small' is no throughput." },
        { "band: small", "band: 150 Gb/h", "6:11: 'Gb' is no unit of bytes." },
        { "band: small", "band: small\n    instances: 0", "7:16: '0' is no number of processors. Allowed: a whole number, 1 to 100000." },
        { "band: small", "band: small\n    instances: 1.5", "7:16: '1.5' is no number of processors." },
        { "band: small", "band: 8000 PB/h\n    instances: 9", "7:16: 9 times 8000 PB/h is more than 9223372036854775807 bytes per hour." },
        { "outputs: [ { bucket: acme-done, prefix: enriched/archive/ } ]", "outputs: []", "10:14: The list of outputs is empty." },
        { "outputs: [ { bucket: acme-done,", "outputs: [ {", "10:16: The output has no bucket." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Parse_MemberWithAFault_SaysWhereAndWhatIsAllowed(string part, string replacement, string error)
    {
        string bad = Whole.Replace("\r\n", "\n", StringComparison.Ordinal).Replace(part, replacement, StringComparison.Ordinal);
        Assert.NotEqual(Whole, bad);

        BandsException exception = Assert.Throws<BandsException>(() => CapacityBands.Parse(bad));

        Assert.Contains(exception.Errors, one => one.ToString().StartsWith("bands.yml:" + error, StringComparison.Ordinal));
        Assert.DoesNotContain("SECRET", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Allowed: ", exception.Errors[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5 min", 5)]
    [InlineData("90 min", 90)]
    [InlineData("90min", 90)]
    [InlineData("1.5 h", 90)]
    [InlineData("4 h", 240)]
    [InlineData("1 day", 1440)]
    [InlineData("2 days", 2880)]
    [InlineData("48 h", 2880)]
    public void Parse_Rhythm_IsInMinutes(string text, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), CapacityBands.Parse($"pipelines: {{ a: {{ band: 1 GB/h, rhythm: {text} }} }}\n").Find("a")!.Rhythm);

    [Theory]
    [InlineData("2026-12-24T18:00Z")]
    [InlineData("2026-12-24T18:00:00Z")]
    [InlineData("2026-12-24T18:00:00.000Z")]
    [InlineData("2026-12-24T19:00+01:00")]
    [InlineData("2026-12-24t18:00:00z")]
    [InlineData("2026-12-24 13:00:00-05:00")]
    public void Parse_SilenceInAnyFormOfRfc3339_IsTheSameTime(string from) => Assert.Equal(
        new DateTimeOffset(2026, 12, 24, 18, 0, 0, TimeSpan.Zero),
        Assert.Single(CapacityBands.Parse($"pipelines: {{ a: {{ band: 1 GB/h, silence: [ {{ from: {from}, to: 2027-01-01T00:00Z }} ] }} }}\n").Find("a")!.Silences).From);

    [Theory]
    [InlineData("pipelines: {}\n", "bands.yml:1:12: There is no pipeline")]
    [InlineData("bands: { small: 1 GB/h }\n", "bands.yml:1:1: 'pipelines' is missing.")]
    [InlineData("pipelines:\n", "bands.yml:1:11: Here is nothing.")]
    public void Parse_NoPipeline_IsAnErrorAndNotSilence(string text, string error) =>
        Assert.StartsWith(error, Assert.Throws<BandsException>(() => CapacityBands.Parse(text)).Errors[0].ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("bands: { small: { throughput: fast } }\npipelines: { a: { band: small }, b: { band: small }, c: small }\n")]
    [InlineData("bands: { small: fast }\npipelines: { a: { band: small }, b: { band: small, rhythm: 1 h } }\n")]
    [InlineData("bands: { small: [] }\npipelines: { a: { band: small } }\ndefault: a\n")]
    [InlineData("bands: [ small ]\npipelines: { a: { band: small }, b: { band: other } }\ndefault: b\n")]
    public void Parse_BandThatFailed_IsToldAloneWithoutItsPipelines(string text) =>
        Assert.Equal(1, Assert.Single(Assert.Throws<BandsException>(() => CapacityBands.Parse(text)).Errors).Line);
}
