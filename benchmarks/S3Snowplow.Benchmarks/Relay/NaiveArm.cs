using System.Net.Http.Json;
using System.Text.Json;
using S3Snowplow.Delivery;

namespace S3Snowplow.Benchmarks.Relay;

/// <summary>The program that one writes in an afternoon: deserialise the notification, and <c>PostAsJsonAsync</c> one event after the other.</summary>
internal sealed class NaiveArm(Uri collector) : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly Uri _address = new(collector, CollectorAddress.CollectorPath);

    public void Dispose() => _http.Dispose();

    /// <summary>Sends the first <paramref name="count"/> notifications of one record each.</summary>
    /// <param name="bodies">The notifications.</param>
    /// <param name="count">How many of them.</param>
    /// <param name="inFlight">How many requests are under way at the same time.</param>
    public Task RunAsync(ReadOnlyMemory<byte>[] bodies, int count, int inFlight) =>
        Task.WhenAll(Enumerable.Range(0, inFlight).Select(lane => SendAsync(bodies, lane, count, inFlight)));

    private async Task SendAsync(ReadOnlyMemory<byte>[] bodies, int first, int count, int step)
    {
        for (int i = first; i < count; i += step)
        {
            using JsonDocument notification = JsonDocument.Parse(bodies[i]);
            JsonElement record = notification.RootElement.GetProperty("Records")[0];
            using HttpResponseMessage response = await _http.PostAsJsonAsync(_address, Payload(record));
            response.EnsureSuccessStatusCode();
        }
    }

    private static object Payload(JsonElement record) => new
    {
        schema = "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4",
        data = new[]
        {
            new
            {
                e = "ue",
                p = "srv",
                tv = "naive-1.0.0",
                tna = "naive",
                aid = "naive",
                eid = Guid.NewGuid().ToString(),
                dtm = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(),
                ue_pr = JsonSerializer.Serialize(new
                {
                    schema = "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0",
                    data = new
                    {
                        schema = "iglu:io.s3snowplow/object_event/jsonschema/1-0-0",
                        data = new
                        {
                            event_name = record.GetProperty("eventName").GetString(),
                            event_time = record.GetProperty("eventTime").GetString(),
                            bucket = record.GetProperty("s3").GetProperty("bucket").GetProperty("name").GetString(),
                            key = record.GetProperty("s3").GetProperty("object").GetProperty("key").GetString(),
                            size = record.GetProperty("s3").GetProperty("object").GetProperty("size").GetInt64(),
                        },
                    },
                }),
            },
        },
    };
}
