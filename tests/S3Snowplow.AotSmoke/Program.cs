using System.Text;
using S3Snowplow;
using S3Snowplow.AotSmoke;
using S3Snowplow.Delivery;

// Proves that the core does its whole work as a native binary: reads three shapes, maps, encodes, sends over a real socket, retries after a 503,
// and settles. Exits with 0 if all is as it should be; says what is not otherwise.
const string Record = """
    {"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1","eventTime":"2026-01-31T23:59:59.000Z","eventName":"ObjectCreated:Put",
    "s3":{"s3SchemaVersion":"1.0","configurationId":"all","bucket":{"name":"example-bucket"},"object":{"key":"red+flower.jpg","size":1024,"eTag":"d41d8cd98f00b204e9800998ecf8427e","sequencer":"0055AED6DCD90281E5"}}}
    """;
string direct = "{\"Records\":[" + Record.ReplaceLineEndings("") + "]}";
string sns = "{\"Type\":\"Notification\",\"TopicArn\":\"arn:aws:sns:eu-west-1:111122223333:t\",\"Message\":\"" + direct.Replace("\"", "\\\"", StringComparison.Ordinal) + "\"}";
string testEvent = "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Time\":\"2026-01-31T23:59:59.000Z\",\"Bucket\":\"example-bucket\"}";

await using var collector = new OneConnectionCollector(["503 Service Unavailable", "200 OK"]);
var options = new RelayOptions { CollectorUri = collector.Uri, Delivery = { RetryBaseDelay = TimeSpan.FromMilliseconds(1) } };
await using var relay = new ObjectEventRelay(options);

List<string> wrong = [];
foreach ((string name, string json, int events, int testEvents) in new[] { ("direct", direct, 1, 0), ("sns", sns, 1, 0), ("test event", testEvent, 0, 1) })
{
    RelayResult result = await relay.RelayAsync(new Notification(Encoding.UTF8.GetBytes(json), name), TimeSpan.FromSeconds(30));
    if (result.Outcome != DeliveryOutcome.Delivered || result.Events.Count != events || result.TestEvents != testEvents)
    {
        wrong.Add($"{name}: {result.Outcome}, {result.Events.Count} events, {result.TestEvents} test events: {string.Join(" ", result.Problems)} {string.Join(" ", result.Events.Select(settled => settled.Outcome.Reason))}");
    }
    else if (result.Events is [{ ObjectEvent.Key: not "red flower.jpg" }])
    {
        wrong.Add($"{name}: the key was not decoded");
    }
}

RelayResult malformed = await relay.RelayAsync(new Notification("{\"Records\":["u8.ToArray(), "malformed"), TimeSpan.FromSeconds(30));
if (malformed.Outcome != DeliveryOutcome.Rejected || malformed.Problems is not [{ Offset: 12 }])
{
    wrong.Add($"malformed: {malformed.Outcome} {string.Join(" ", malformed.Problems)}");
}

if (!collector.LastBody.Contains("\\\"key\\\":\\\"red flower.jpg\\\"", StringComparison.Ordinal) || collector.Requests != 3)
{
    wrong.Add($"the collector saw {collector.Requests} requests, the last one: {collector.LastBody}");
}

foreach (string line in wrong)
{
    Console.Error.WriteLine(line);
}

Console.WriteLine(wrong.Count == 0 ? "AOT smoke: all right" : $"AOT smoke: {wrong.Count} wrong");
return wrong.Count == 0 ? 0 : 1;
