using System.Net;
using System.Text;
using Amazon.Runtime;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Aws.Tests;

/// <summary>Bands in a store: read once while they are the same, never from the future, and no failure of the store takes those that are in effect.</summary>
public sealed class S3BandsSourceTests : IDisposable
{
    private const string Path = "acme-config.s3.eu-west-1.amazonaws.com/secret-key/bands.yml";
    private const string Small = "bands: { small: { throughput: 2 GiB/h } }\npipelines: { ops1: { band: small } }\n";
    private const string Large = "bands: { small: { throughput: 4 GiB/h } }\npipelines: { ops1: { band: small } }\n";

    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLoggerFactory _logs = new();
    private readonly LocalS3 _store;
    private readonly HttpClient _http;

    public S3BandsSourceTests() => _http = (_store = new LocalS3(_time)).Client();

    public void Dispose()
    {
        _http.Dispose();
        _store.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task Read_TheFirstTime_GivesThePresentVersionWithTheTimeOfItsWriting()
    {
        DateTimeOffset written = _time.GetUtcNow().AddHours(-3);
        Put(Small, written);
        using S3BandsSource source = Source();

        BandsVersion version = Assert.Single(await source.ReadAsync());

        Assert.Equal((written, 2L << 30), (version.EffectiveFrom, version.Bands.Find("ops1")!.Throughput.BytesPerHour));
        Assert.Equal($"{version.Bands.ContentHash}@{written.ToUnixTimeMilliseconds()}", version.Revision);
    }

    [Fact]
    public async Task Read_WhileTheyAreTheSame_AsksWithTheVersionAndGivesNothing()
    {
        Put(Small);
        using S3BandsSource source = Source();
        await source.ReadAsync();

        Assert.Empty(await source.ReadAsync());
        Assert.Equal(LocalS3.ETag(Encoding.UTF8.GetBytes(Small)), _store.Requests[^1].Headers.IfNoneMatch.Single().Tag);
    }

    [Fact]
    public async Task Read_OfOtherContentWithAnOlderTime_CountsAllTheSameAndLater()
    {
        Put(Small);
        using S3BandsSource source = Source();
        BandsVersion one = Assert.Single(await source.ReadAsync());
        Put(Large, _time.GetUtcNow().AddDays(-1));

        BandsVersion other = Assert.Single(await source.ReadAsync());

        Assert.Equal((one.EffectiveFrom.AddMilliseconds(1), 4L << 30), (other.EffectiveFrom, other.Bands.Find("ops1")!.Throughput.BytesPerHour));
    }

    [Fact]
    public async Task Read_OfATimeToCome_CountsFromNowAndIsSaid()
    {
        Put(Small, _time.GetUtcNow().AddDays(1));
        using S3BandsSource source = Source();

        Assert.Equal(_time.GetUtcNow(), Assert.Single(await source.ReadAsync()).EffectiveFrom);
        await source.ReadAsync();
        Assert.Equal(4401, Assert.Single(_logs.Entries).EventId.Id);
    }

    [Fact]
    public async Task Read_OfWrongBands_SaysWhereOnceAndThoseOfBeforeCountWhenTheyComeBack()
    {
        Put(Small);
        using S3BandsSource source = Source();
        await source.ReadAsync();
        Put(Small.Replace("2 GiB/h", "2 bananas", StringComparison.Ordinal));

        Assert.Empty(await source.ReadAsync());
        Assert.Empty(await source.ReadAsync());
        Assert.Contains("bands.yml:1:", source.Problem, StringComparison.Ordinal);
        Assert.Equal(4400, Assert.Single(_logs.Entries).EventId.Id);

        Put(Small);
        Assert.Single(await source.ReadAsync());
        Assert.Null(source.Problem);
    }

    [Fact]
    public async Task Read_OfMoreThanAMebibyte_IsAnErrorThatNamesTheBucketAndNotTheKey()
    {
        Put(new string('#', (1024 * 1024) + 1));
        using S3BandsSource source = Source();

        Assert.Equal(
            "The bands in bucket 'acme-config' cannot be read: the object has more than 1048576 bytes, which is the limit. Those before stay in effect.",
            (await Assert.ThrowsAsync<IOException>(() => source.ReadAsync())).Message);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "NoSuchKey", "there is no such object in it")]
    [InlineData(HttpStatusCode.NotFound, "NoSuchBucket", "there is no such bucket")]
    [InlineData(HttpStatusCode.Forbidden, "AccessDenied", "may not do that")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "SlowDown", "cannot do it now")]
    public async Task Read_WithAnotherAnswer_ThrowsAndTheNextReadGoesOn(HttpStatusCode status, string code, string reason)
    {
        Put(Small);
        using S3BandsSource source = Source();
        _store.Faults.Enqueue(new LocalS3.Fault(() => LocalS3.Error(status, code)));

        string message = (await Assert.ThrowsAsync<IOException>(() => source.ReadAsync())).Message;

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-key", message, StringComparison.Ordinal);
        Assert.Single(await source.ReadAsync());
    }

    [Fact]
    public async Task Read_OfAnObjectThatIsJson_ReadsJson()
    {
        using S3BandsSource source = Source("secret-key/bands.json");
        _store.Put("acme-config.s3.eu-west-1.amazonaws.com/secret-key/bands.json", Encoding.UTF8.GetBytes("{\"bands\":{\"small\":{\"throughput\":\"2 bananas\"}},\"pipelines\":{\"ops1\":{\"band\":\"small\"}}}"));

        Assert.Empty(await source.ReadAsync());
        Assert.Contains("bands.json:1:", source.Problem, StringComparison.Ordinal);
    }

    private void Put(string bands, DateTimeOffset? written = null)
    {
        _store.Written = () => written ?? _time.GetUtcNow();
        _store.Put(Path, Encoding.UTF8.GetBytes(bands));
    }

    private S3BandsSource Source(string key = "secret-key/bands.yml") => new(
        new S3ObjectOptions { Bucket = "acme-config", Key = key, Region = "eu-west-1", Credentials = new BasicAWSCredentials(LocalS3.AccessKey, LocalS3.SecretKey) }, _http, _time, _logs);
}
