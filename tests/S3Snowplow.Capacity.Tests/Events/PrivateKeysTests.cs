using System.Text;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Events;

/// <summary>A relay that sends no keys still says which pipeline an object belongs to, and hashed keys can be joined by the levels of a prefix.</summary>
public sealed class PrivateKeysTests
{
    // hmac.new(b"0123456789abcdef", b"in", "sha256").hexdigest()[:16] of Python, and the same of b"in/acme".
    private const string HashedPrefix = "eeb32b431434c3e0/724635ae0be83948";

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(KeyPrivacy.Send)]
    [InlineData(KeyPrivacy.Hash)]
    [InlineData(KeyPrivacy.FirstParts)]
    [InlineData(KeyPrivacy.Omit)]
    public async Task PipelineEntity_WhateverIsSentOfKeys_IsThatOfTheTrueKey(KeyPrivacy privacy)
    {
        string[] events = await RelayAsync(privacy, "in/acme/jane.csv", "in/other/jane.csv");

        Assert.Contains("\\\"name\\\":\\\"deep\\\"", events[0], StringComparison.Ordinal);
        Assert.Contains("\\\"name\\\":\\\"wide\\\"", events[1], StringComparison.Ordinal);
        Assert.All(events, one => Assert.Equal(privacy == KeyPrivacy.Send, one.Contains("jane", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task HashedKeys_UnderOnePrefix_BeginWithItsHashes()
    {
        string[] events = await RelayAsync(KeyPrivacy.Hash, "in/acme/a.csv", "in/acme/b/c.csv", "in/acme.csv");

        Assert.Equal([true, true, false], events.Select(one => one.Contains($"""\"key\":\"{HashedPrefix}/""", StringComparison.Ordinal)));
    }

    private static async Task<string[]> RelayAsync(KeyPrivacy privacy, params string[] keys)
    {
        var live = new LiveBands();
        live.Set(CapacityBands.Parse("""
            bands: { small: { throughput: 1 GB/h } }
            pipelines:
              wide: { band: small, inputs: [ { bucket: b } ] }
              deep: { band: small, inputs: [ { bucket: b, prefix: in/acme/ } ] }
            """), Noon);
        await using var emitter = new RecordingEventEmitter();
        var options = new RelayOptions { KeyPrivacy = privacy, KeyHashSecret = "0123456789abcdef" };
        await using var relay = new ObjectEventRelay(options, emitter, entityProviders: [new PipelineEntityProvider(live)]);
        string records = string.Join(',', keys.Select(key =>
            $$$$"""{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"2026-03-01T12:00:00.000Z","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"{{{{key}}}}","size":1,"sequencer":"A1"}}}"""));

        await relay.RelayAsync(new Notification(Encoding.UTF8.GetBytes($$"""{"Records":[{{records}}]}"""), "n"), Timeout.InfiniteTimeSpan);

        return [.. emitter.Events.Select(one => Encoding.UTF8.GetString(one.Event.Parameters.Span))];
    }
}
