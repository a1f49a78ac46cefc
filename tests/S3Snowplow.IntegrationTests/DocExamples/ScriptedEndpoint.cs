using System.Text;
using System.Text.Json;

namespace S3Snowplow.IntegrationTests.DocExamples;

/// <summary>Answers from a script; by default it delivers.</summary>
internal sealed class ScriptedEndpoint : IEndpoint
{
    /// <summary>How many of the next requests fail.</summary>
    public int FailsFor { get; set; }

    /// <summary>How many requests came.</summary>
    public int Calls { get; private set; }

    public List<Payload> Delivered { get; } = [];

    public SendResult Send(List<Tuple<string, Payload>> p)
    {
        List<string> ids = [.. p.Select(row => row.Item1)];
        if (Calls++ < FailsFor)
        {
            return new SendResult { FailureIds = ids };
        }

        Delivered.AddRange(p.Select(row => row.Item2));
        return new SendResult { SuccessIds = ids };
    }
}

/// <summary>Posts as the tracker does: the whole queue in one body, a sent time stamp in each event, 200 is success.</summary>
internal sealed class HttpEndpoint(Uri collector) : IEndpoint, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = collector };

    public SendResult Send(List<Tuple<string, Payload>> p)
    {
        List<string> ids = [.. p.Select(row => row.Item1)];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/com.snowplowanalytics.snowplow/tp2") { Content = new StringContent(Body(p), Encoding.UTF8, "application/json") };
        using HttpResponseMessage response = _http.Send(request);
        return (int)response.StatusCode == 200 ? new SendResult { SuccessIds = ids } : new SendResult { FailureIds = ids };
    }

    public void Dispose() => _http.Dispose();

    private static string Body(List<Tuple<string, Payload>> p)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("schema", "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4");
            json.WriteStartArray("data");
            foreach ((string _, Payload payload) in p)
            {
                json.WriteStartObject();
                json.WriteString("stm", "1772344802000");
                foreach ((string key, object value) in payload.Payload)
                {
                    json.WriteString(key, (string)value);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(body.ToArray());
    }
}
