using System.Text.Json;
using System.Text.RegularExpressions;
using S3Snowplow.IntegrationTests.Ceph;
using S3Snowplow.Testing;

namespace S3Snowplow.IntegrationTests.Kills;

/// <summary>Compares what the service has taken with what the collector got.</summary>
internal sealed partial class Account
{
    private readonly Dictionary<string, StoreRecord> _accepted;
    private readonly Dictionary<string, StoreRecord> _posted;
    private readonly LocalCollector _collector;

    /// <param name="accepted">What the service is responsible for.</param>
    /// <param name="posted">That, and what it may have got without having said so.</param>
    /// <param name="collector">The collector.</param>
    public Account(IEnumerable<StoreRecord> accepted, IEnumerable<StoreRecord> posted, LocalCollector collector)
    {
        _accepted = accepted.ToDictionary(one => one.EventId);
        _posted = posted.ToDictionary(one => one.EventId);
        _collector = collector;
    }

    public override string ToString()
    {
        CollectorCounts counts = _collector.Counts;
        return $"{_accepted.Count} accepted, {Missing().Length} lost, {counts.Good} good, {counts.Good - counts.DistinctEventIds} of them duplicates, {counts.Bad} bad";
    }

    /// <summary>Completes when everything accepted is good at the collector.</summary>
    public async Task WhenDeliveredAsync()
    {
        while (Missing() is { Length: > 0 } missing)
        {
            await _collector.WaitForAsync(_collector.Counts.Total + 1, Timeout.InfiniteTimeSpan).Within($"{missing.Length} of {_accepted.Count} accepted events to be good at the collector");
        }
    }

    /// <summary>Nothing lost, nothing bad, nothing invented, each event with its object's key and size, and copies equal to the last byte.</summary>
    public void Check()
    {
        Assert.Empty(Missing());
        Assert.Empty(_collector.Bad);
        foreach (GoodEvent good in _collector.Good)
        {
            Assert.True(_posted.TryGetValue(good.EventId, out StoreRecord? record), $"Event {good.EventId} is of no notification that the store has sent.");
            Assert.Equal(record.Name, good.Data.GetProperty("event_name").GetString());
            Assert.Equal(record.Bucket, good.Data.GetProperty("bucket").GetString());
            Assert.Equal(record.Key, good.Data.GetProperty("key").GetString());
            Assert.Equal(ObjectWriters.SizeOf(record.Key), good.Data.GetProperty("size").GetInt64());
        }

        foreach (IGrouping<string, string> copies in Payloads().GroupBy(sent => sent.EventId, sent => sent.Payload))
        {
            Assert.Single(copies.Distinct(StringComparer.Ordinal));
        }
    }

    private string[] Missing()
    {
        HashSet<string> good = [.. _collector.Good.Select(one => one.EventId)];
        return [.. _accepted.Keys.Where(id => !good.Contains(id))];
    }

    /// <summary>The bytes of each event in each request, but for the time of sending; also of requests that were cut off in their answer.</summary>
    private IEnumerable<(string EventId, string Payload)> Payloads()
    {
        foreach (CollectorRequest request in _collector.Requests.Where(request => request.IsComplete))
        {
            using var body = JsonDocument.Parse(request.Body);
            foreach (JsonElement one in body.RootElement.GetProperty("data").EnumerateArray())
            {
                yield return (one.GetProperty("eid").GetString()!, SentTime().Replace(one.GetRawText(), "", 1));
            }
        }
    }

    [GeneratedRegex("\"stm\":\"[0-9]+\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SentTime();
}
