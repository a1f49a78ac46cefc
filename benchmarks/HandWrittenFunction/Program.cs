using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

// The reference of the start-up benchmark: what somebody writes by hand who wants the least code that works. HttpClient to both sides, one
// record, one POST, no settings checked, no retries, no deadlines. Its events have the layout of Iglu Central's s3_notification_event.
string api = $"http://{Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")}/2018-06-01/runtime/";
string collector = Environment.GetEnvironmentVariable("COLLECTOR_URI")!.TrimEnd('/') + "/com.snowplowanalytics.snowplow/tp2";
using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false });
http.Timeout = Timeout.InfiniteTimeSpan;
while (true)
{
    using HttpResponseMessage next = await http.GetAsync(new Uri(api + "invocation/next"));
    string id = next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").First();
    byte[] notification = await next.Content.ReadAsByteArrayAsync();
    using HttpResponseMessage accepted = await http.PostAsync(new Uri(collector), Json(Body(notification)));
    accepted.EnsureSuccessStatusCode();

    // Where the emulator sends one, an answer without it is refused.
    using var answer = new HttpRequestMessage(HttpMethod.Post, api + $"invocation/{id}/response") { Content = Json("null"u8.ToArray()) };
    if (next.Headers.TryGetValues("Lambda-Runtime-Invocation-Id", out IEnumerable<string>? invocations))
    {
        answer.Headers.Add("Lambda-Runtime-Invocation-Id", invocations);
    }

    using HttpResponseMessage taken = await http.SendAsync(answer);
    taken.EnsureSuccessStatusCode();
}

static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

static byte[] Body(byte[] notification)
{
    string record = Record(notification);
    byte[] hash = SHA1.HashData(Encoding.UTF8.GetBytes(record));
    string self = "{\"schema\":\"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0\",\"data\":"
        + "{\"schema\":\"iglu:com.amazon.aws.lambda/s3_notification_event/jsonschema/1-0-0\",\"data\":" + record + "}}";
    using var body = new MemoryStream();
    using (var writer = new Utf8JsonWriter(body))
    {
        writer.WriteStartObject();
        writer.WriteString("schema", "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4");
        writer.WriteStartArray("data");
        writer.WriteStartObject();
        writer.WriteString("e", "ue");
        writer.WriteString("p", "srv");
        writer.WriteString("tv", "hand-0.1.0");
        writer.WriteString("eid", new Guid(hash.AsSpan(0, 16)));
        writer.WriteString("stm", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        writer.WriteString("ue_pr", self);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    return body.ToArray();
}

// The first record as it stands in the notification.
static string Record(byte[] notification)
{
    var reader = new Utf8JsonReader(notification);
    while (reader.Read() && !(reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("Records"u8)))
    {
    }

    reader.Read();
    reader.Read();
    int start = (int)reader.TokenStartIndex;
    reader.Skip();
    return Encoding.UTF8.GetString(notification, start, (int)reader.BytesConsumed - start);
}
