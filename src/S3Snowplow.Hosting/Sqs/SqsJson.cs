using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace S3Snowplow.Hosting.Sqs;

/// <summary>A part of a batch that failed.</summary>
/// <param name="Index">The entry's place in the request.</param>
/// <param name="Code">The error's name.</param>
/// <param name="IsSenderFault">Whether trying again is pointless.</param>
internal readonly record struct SqsBatchFailure(int Index, string Code, bool IsSenderFault);

/// <summary>Writes requests and reads answers of SQS in its JSON protocol (AWS JSON 1.0).</summary>
/// <remarks>Source: botocore, <c>data/sqs/2012-11-05/service-2.json</c>. Bodies are taken as bytes: they are JSON themselves, and are read only once, by the relay.</remarks>
internal static class SqsJson
{
    public static byte[] Receive(string queueUrl, int max, TimeSpan wait, TimeSpan visibility) => Write(queueUrl, json =>
    {
        json.WriteNumber("MaxNumberOfMessages", max);
        json.WriteNumber("WaitTimeSeconds", (int)wait.TotalSeconds);
        json.WriteNumber("VisibilityTimeout", (int)visibility.TotalSeconds);
        json.WriteStartArray("MessageSystemAttributeNames");
        json.WriteStringValue("ApproximateReceiveCount");
        json.WriteStringValue("AWSTraceHeader");
        json.WriteEndArray();
        json.WriteStartArray("MessageAttributeNames");
        json.WriteStringValue("traceparent");
        json.WriteStringValue("tracestate");
        json.WriteEndArray();
    });

    /// <summary>The entries' ids are their places.</summary>
    public static byte[] Batch(string queueUrl, IReadOnlyList<string> receiptHandles, IReadOnlyList<TimeSpan>? visibilities) => Write(queueUrl, json =>
    {
        json.WriteStartArray("Entries");
        for (int i = 0; i < receiptHandles.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("Id", i.ToString());
            json.WriteString("ReceiptHandle", receiptHandles[i]);
            if (visibilities is not null)
            {
                json.WriteNumber("VisibilityTimeout", (int)Math.Ceiling(visibilities[i].TotalSeconds));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static byte[] QueueUrl(string name, string? owner) => Write(queueUrl: null, json =>
    {
        json.WriteString("QueueName", name);
        if (owner is not null)
        {
            json.WriteString("QueueOwnerAWSAccountId", owner);
        }
    });

    public static byte[] Attributes(string queueUrl) => Write(queueUrl, json =>
    {
        json.WriteStartArray("AttributeNames");
        json.WriteStringValue("All");
        json.WriteEndArray();
    });

    /// <summary>The messages of an answer; none where the member is absent, as it is when the poll found none.</summary>
    public static List<SqsMessage> ReadMessages(ReadOnlySpan<byte> answer)
    {
        List<SqsMessage> messages = [];
        var json = new Utf8JsonReader(answer);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1)
            {
                bool isMessages = json.ValueTextEquals("Messages"u8);
                json.Read();
                if (!isMessages)
                {
                    json.Skip();
                    continue;
                }

                if (json.TokenType == JsonTokenType.StartArray)
                {
                    ReadMessages(ref json, answer, messages);
                }
                else
                {
                    json.Skip();
                }
            }
        }

        return messages;
    }

    private static void ReadMessages(ref Utf8JsonReader json, ReadOnlySpan<byte> answer, List<SqsMessage> messages)
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            // Without a receipt handle nothing could be done with it: neither deleted nor held. It shows again by itself.
            if (json.TokenType == JsonTokenType.StartObject && ReadMessage(ref json, answer) is { ReceiptHandle.Length: > 0 } message)
            {
                messages.Add(message);
            }

            json.Skip();
        }
    }

    public static List<SqsBatchFailure> ReadFailures(ReadOnlyMemory<byte> answer)
    {
        using JsonDocument json = JsonDocument.Parse(answer);
        if (!json.RootElement.TryGetProperty("Failed", out JsonElement failed) || failed.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        return
        [
            .. failed.EnumerateArray().Select(entry => new SqsBatchFailure(
                int.Parse(entry.GetProperty("Id").GetString()!),
                entry.TryGetProperty("Code", out JsonElement code) ? code.GetString() ?? "" : "",
                entry.TryGetProperty("SenderFault", out JsonElement fault) && fault.ValueKind == JsonValueKind.True)),
        ];
    }

    public static string? ReadQueueUrl(ReadOnlyMemory<byte> answer)
    {
        using JsonDocument json = JsonDocument.Parse(answer);
        return json.RootElement.TryGetProperty("QueueUrl", out JsonElement url) ? url.GetString() : null;
    }

    /// <summary>The attributes of a queue, by name.</summary>
    public static Dictionary<string, string> ReadAttributes(ReadOnlyMemory<byte> answer)
    {
        using JsonDocument json = JsonDocument.Parse(answer);
        return json.RootElement.TryGetProperty("Attributes", out JsonElement attributes)
            ? attributes.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.ToString(), StringComparer.Ordinal)
            : [];
    }

    /// <summary>The error's name without its name space, and its text. Never throws: a proxy may answer anything.</summary>
    public static (string Code, string? Message) ReadError(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(answer);
            string type = Text(json.RootElement, "__type") ?? "";
            return (type[(type.IndexOf('#', StringComparison.Ordinal) + 1)..], Text(json.RootElement, "message") ?? Text(json.RootElement, "Message"));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return ("", null);
        }
    }

    private static string? Text(JsonElement json, string name)
    {
        try
        {
            return Member(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return null;
        }
    }

    private static string? Text(JsonElement json, string name, string inner) => Member(json, name) is { } member ? Text(member, inner) : null;

    private static JsonElement? Member(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement member) ? member : null;

    /// <remarks>A member of another type than its own counts as none, so that one odd message takes no others with it.</remarks>
    private static SqsMessage ReadMessage(ref Utf8JsonReader json, ReadOnlySpan<byte> answer)
    {
        (string id, string receipt, byte[] body, int count, string? awsTrace, string? parent, string? state) = ("", "", [], 1, null, null, null);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("MessageId"u8))
            {
                id = ReadText(ref json);
            }
            else if (json.ValueTextEquals("ReceiptHandle"u8))
            {
                receipt = ReadText(ref json);
            }
            else if (json.ValueTextEquals("Body"u8))
            {
                json.Read();
                body = Body(ref json, answer);
            }
            else if (json.ValueTextEquals("Attributes"u8))
            {
                using JsonDocument attributes = JsonDocument.ParseValue(ref json);
                count = int.TryParse(Text(attributes.RootElement, "ApproximateReceiveCount"), out int parsed) ? parsed : 1;
                awsTrace = Text(attributes.RootElement, "AWSTraceHeader");
            }
            else if (json.ValueTextEquals("MessageAttributes"u8))
            {
                using JsonDocument attributes = JsonDocument.ParseValue(ref json);
                parent = Text(attributes.RootElement, "traceparent", "StringValue");
                state = Text(attributes.RootElement, "tracestate", "StringValue");
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }

        ActivityContext trace = ActivityContext.TryParse(parent, state, isRemote: true, out ActivityContext w3c) ? w3c : XRayTrace.Parse(awsTrace);
        return new SqsMessage { MessageId = id, ReceiptHandle = receipt, Body = body, ReceiveCount = Math.Max(1, count), TraceContext = trace };
    }

    private static string ReadText(ref Utf8JsonReader json)
    {
        json.Read();
        try
        {
            return json.TokenType == JsonTokenType.String ? json.GetString()! : "";
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return "";
        }
        finally
        {
            json.Skip();
        }
    }

    /// <summary>The text of the body; the JSON itself of what is no text, for the reader of notifications to say so of this one message.</summary>
    private static byte[] Body(ref Utf8JsonReader json, ReadOnlySpan<byte> answer)
    {
        if (json.TokenType == JsonTokenType.String && !json.ValueIsEscaped)
        {
            return json.ValueSpan.ToArray();
        }

        if (json.TokenType != JsonTokenType.String)
        {
            int start = (int)json.TokenStartIndex;
            json.Skip();
            return answer[start..(int)json.BytesConsumed].ToArray();
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(json.ValueSpan.Length);
        try
        {
            return buffer[..json.CopyString(buffer)];
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return answer[(int)json.TokenStartIndex..(int)json.BytesConsumed].ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Write(string? queueUrl, Action<Utf8JsonWriter> content)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (queueUrl is not null)
            {
                json.WriteString("QueueUrl", queueUrl);
            }

            content(json);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }
}
