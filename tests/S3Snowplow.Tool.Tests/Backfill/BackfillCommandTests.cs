using System.Text.Json;
using S3Snowplow.Testing;

namespace S3Snowplow.Tool.Tests.Backfill;

/// <summary>The command as a user runs it, against a store and a collector on loopback.</summary>
public sealed class BackfillCommandTests : IAsyncLifetime
{
    private readonly ListedBucket _bucket = new(pageSize: 3);
    private LocalCollector _collector = null!;

    public async Task InitializeAsync() => _collector = await LocalCollector.StartAsync();

    public async Task DisposeAsync()
    {
        await _collector.DisposeAsync();
        await _bucket.DisposeAsync();
    }

    [Fact]
    public async Task RunAsync_BucketWithEverything_SendsArrivalsAndTellsTheRest()
    {
        _bucket.Put("a b+c.csv", "2026-10-01T00:00:00.000Z", size: 5)
            .Put("b-multi", "2026-10-31T12:00:00.000Z", "9b2cf535f27731c974343645a3985328-655", 5_497_558_138_880)
            .Put("c-early", "2025-01-01T00:00:00.000Z")
            .Put("d-late", "2026-11-01T00:00:00.000Z")
            .Put("e-ü\u0001", "2026-10-31T23:59:59.999Z")
            .Start();

        (int code, string output, string errors) = await RunAsync("--since", "2026-01-01", "--until", "2026-11-01");

        Assert.True(code == ExitCode.Success, errors);
        await _collector.WaitUntilJudgedAsync();
        Assert.Empty(_collector.Bad);
        Assert.Equal(
            [
                ("a b+c.csv", "ObjectCreated:Put", "listing", 5L, "2026-10-01T00:00:00.000Z"),
                ("b-multi", "ObjectCreated:CompleteMultipartUpload", "listing", 5_497_558_138_880L, "2026-10-31T12:00:00.000Z"),
                ("e-ü\u0001", "ObjectCreated:Put", "listing", 7L, "2026-10-31T23:59:59.999Z"),
            ],
            _collector.Good.Select(one => (Text(one, "key"), Text(one, "event_name"), Text(one, "source"), one.Data.GetProperty("size").GetInt64(), Text(one, "event_time"))).Order());
        Assert.All(_collector.Good, one => Assert.Equal(one.TrueTimestamp, DateTimeOffset.Parse(Text(one, "event_time"), System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Contains($"Sending to the collector {_collector.Uri.GetLeftPart(UriPartial.Authority)}", output, StringComparison.Ordinal);
        Assert.Contains("Delivered 3 events of 5 entries read", output, StringComparison.Ordinal);
        Assert.Contains("Not sent: 1 object modified at or after 2026-11-01T00:00:00Z", output, StringComparison.Ordinal);
        Assert.Contains("Not sent: 1 object modified before 2026-01-01T00:00:00Z", output, StringComparison.Ordinal);
        Assert.Contains("Doubtful: 1 object came in parts", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Twice_SendsTheSameIds()
    {
        _bucket.PutMany(10).Start();

        await RunAsync();
        await RunAsync();

        await _collector.WaitUntilJudgedAsync();
        Assert.Equal((20, 10), (_collector.Counts.Good, _collector.Counts.DistinctEventIds));
    }

    [Fact]
    public async Task RunAsync_Json_IsOneDocumentWithTheCollector()
    {
        _bucket.PutMany(4).Start();

        (int code, string output, _) = await RunAsync("--json");

        using var result = JsonDocument.Parse(output);
        Assert.Equal(ExitCode.Success, code);
        Assert.Equal(_collector.Uri.GetLeftPart(UriPartial.Authority), result.RootElement.GetProperty("collector").GetString());
        Assert.Equal((4, 4, true), (result.RootElement.GetProperty("read").GetInt32(), result.RootElement.GetProperty("delivered").GetInt32(), result.RootElement.GetProperty("isComplete").GetBoolean()));
    }

    [Fact]
    public async Task RunAsync_KeyTooLongForTheSchema_IsRejectedAloneAndTold()
    {
        _bucket.Put("a").Put("b" + new string('x', 5000)).Put("c").Start();

        (int code, _, string errors) = await RunAsync();

        await _collector.WaitUntilJudgedAsync();
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("1 event was rejected, the first because: key has 5001 characters", errors, StringComparison.Ordinal);
        Assert.Equal(2, _collector.Counts.Good);
    }

    [Theory]
    [InlineData("--bucket is 's3://lake/raw'; give the name only", "--bucket", "s3://lake/raw")]
    [InlineData("--bucket is 'zone--x-s3', a directory bucket", "--bucket", "zone--x-s3")]
    [InlineData("--rate is '0'", "--bucket", "lake", "--rate", "0")]
    [InlineData("--since is 'yesterday'", "--bucket", "lake", "--since", "yesterday")]
    [InlineData("--since is not before --until", "--bucket", "lake", "--since", "1h", "--until", "2h")]
    [InlineData("--bucket NAME or --inventory FILE is needed", "--prefix", "raw/")]
    [InlineData("--bucket and --inventory are both given", "--bucket", "lake", "--inventory", "manifest.json")]
    [InlineData("there is no ", "--inventory", "nowhere/manifest.json")]
    [InlineData("--collector", "--bucket", "lake", "--collector", "nonsense")]
    public async Task RunAsync_WrongOption_IsRefusedInItsNameAndNothingIsSent(string expected, params string[] options)
    {
        string[] collector = options.Contains("--collector") ? [] : ["--collector", _collector.Uri.AbsoluteUri];
        (int code, _, string errors) = await InvokeAsync(["backfill", "--endpoint", "http://127.0.0.1:9/", "--region", "eu-west-1", .. collector, .. options]);

        Assert.Equal(ExitCode.Refused, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.Empty(_collector.Requests);
    }

    private static string Text(GoodEvent one, string member) => one.Data.GetProperty(member).GetString()!;

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] options) => InvokeAsync(
        ["backfill", "--bucket", "lake", "--endpoint", _bucket.Endpoint.AbsoluteUri, "--region", "eu-west-1", "--collector", _collector.Uri.AbsoluteUri, .. options]);

    private static async Task<(int Code, string Output, string Errors)> InvokeAsync(string[] args)
    {
        using var credentials = new TestCredentials();
        (var output, var errors) = (new StringWriter(), new StringWriter());
        int code = await ToolCommand.RunAsync(args, output, errors, TimeProvider.System).Within();
        return (code, output.ToString(), errors.ToString());
    }

    /// <summary>Credentials where the chain looks first.</summary>
    private sealed class TestCredentials : IDisposable
    {
        public TestCredentials()
        {
            Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
            Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "test");
        }

        // They stay: tests of this class may run beside others that need them.
        public void Dispose()
        {
        }
    }
}
