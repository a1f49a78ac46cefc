using System.Globalization;
using System.Text;
using System.Text.Json;

namespace S3Snowplow.IntegrationTests.DocExamples;

/// <summary>Behaves as the tracker's background sender does, but sends when the test says so: what fails stays in the queue.</summary>
internal sealed class ScriptedTracker(IEndpoint endpoint) : IEmitter
{
    private readonly List<Tuple<string, Payload>> _queue = [];
    private int _row;

    public bool Closed { get; private set; }

    public int Queued
    {
        get { lock (_queue) return _queue.Count; }
    }

    public void Input(Payload payload)
    {
        lock (_queue) _queue.Add(Tuple.Create($"row-{_row++.ToString(CultureInfo.InvariantCulture)}", payload));
    }

    /// <summary>One round of the sender's loop.</summary>
    public void Send()
    {
        lock (_queue)
        {
            if (_queue.Count > 0)
            {
                SendResult result = endpoint.Send([.. _queue]);
                _queue.RemoveAll(row => result.SuccessIds.Contains(row.Item1));
            }
        }
    }

    // As the tracker's: one round for what is there, no word about how it went.
    public void Flush() => Send();

    public void Close() => Closed = true;
}

/// <summary>Answers from a script; by default it delivers.</summary>
internal sealed class ScriptedEndpoint : IEndpoint
{
    /// <summary>Whether the next requests fail.</summary>
    public bool Fails { get; set; }

    public List<Payload> Delivered { get; } = [];

    public SendResult Send(List<Tuple<string, Payload>> p)
    {
        List<string> ids = [.. p.Select(row => row.Item1)];
        if (Fails)
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
