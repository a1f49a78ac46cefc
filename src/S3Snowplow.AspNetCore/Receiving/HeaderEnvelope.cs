using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace S3Snowplow.AspNetCore.Receiving;

/// <summary>
/// Puts what stands in headers around a body that does not tell by itself what happened: a CloudEvent in binary mode becomes one in structured mode, a message of Pub/Sub that was pushed
/// without its wrapping gets its attributes back. Whoever stores or reads the body then needs no headers.
/// </summary>
/// <remarks>
/// Sources: CloudEvents 1.0, "HTTP Protocol Binding", section 3.1; docs.cloud.google.com/eventarc/docs/cloudevents (Eventarc sends binary mode);
/// docs.cloud.google.com/pubsub/docs/payload-unwrapping and the reference of <c>PushConfig.NoWrapper</c>: with <c>write_metadata</c>, metadata are headers <c>x-goog-pubsub-KEY</c>, and attributes are
/// headers of their own names. How Pub/Sub writes an attribute beyond ASCII is not said there, so the key is that of the body where it has one.
/// </remarks>
internal static class HeaderEnvelope
{
    private const string CloudEventType = "ce-type";
    private const string PubSubEventType = "eventType";
    private const int MaxJsonDepth = 64;

    private static readonly string[] Attributes = ["eventTime", "objectGeneration", "notificationConfig", "payloadFormat", "overwroteGeneration", "overwrittenByGeneration"];

    /// <summary>Makes the whole of headers and body; <see langword="null"/> where the body is the whole.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body; <see langword="null"/> where it is empty.</param>
    /// <param name="pool">Lends the array.</param>
    public static PooledBody? TryMake(HttpRequest request, PooledBody? body, BodyPool pool)
    {
        IHeaderDictionary headers = request.Headers;
        return headers.TryGetValue(CloudEventType, out StringValues type) ? FromCloudEvent(request, Single(type), body, pool)
            : headers.TryGetValue(PubSubEventType, out StringValues eventType) ? FromPubSub(headers, Single(eventType), body, pool)
            : null;
    }

    private static PooledBody? FromCloudEvent(HttpRequest request, string? type, PooledBody? body, BodyPool pool)
    {
        // In structured mode the same headers may come as well, and say nothing new.
        if (body is null || type is null || request.ContentType?.StartsWith("application/cloudevents", StringComparison.OrdinalIgnoreCase) == true)
        {
            return null;
        }

        // Those whose bodies are not known without their headers. Of all others the body says more than a type.
        string? source = Decoded(request.Headers, "ce-source");
        bool isGoogle = type.StartsWith("google.cloud.storage.object.v1.", StringComparison.Ordinal);
        if (!isGoogle && !type.StartsWith("Microsoft.Storage.", StringComparison.Ordinal) && source != "acs.oss")
        {
            return null;
        }

        // The resource has its name and bucket, letter by letter.
        string? subject = isGoogle ? "" : Decoded(request.Headers, "ce-subject");
        string? id = Decoded(request.Headers, "ce-id");
        string? time = Decoded(request.Headers, "ce-time");
        if (source is null || subject is null || id is null || time is null || !IsJson(body.Bytes.Span))
        {
            return null;
        }

        return Around(body, "}"u8, pool, json =>
        {
            json.WriteString("specversion", Decoded(request.Headers, "ce-specversion") ?? "1.0");
            json.WriteString("type", type);
            json.WriteString("source", source);
            json.WriteString("id", id);
            json.WriteString("time", time);
            WriteIfSet(json, "subject", subject);
            json.WritePropertyName("data");
        });
    }

    private static PooledBody? FromPubSub(IHeaderDictionary headers, string? type, PooledBody? body, BodyPool pool)
    {
        string? message = Single(headers["x-goog-pubsub-message-id"]);
        string? bucket = Single(headers["bucketId"]);
        string? key = (body is null ? null : NameIn(body.Bytes.Span)) ?? Single(headers["objectId"]);
        if (type is null || bucket is null || key is null || message is null || (body is not null && !IsJson(body.Bytes.Span)))
        {
            return null;
        }

        return Around(body, body is null ? "}"u8 : "}}"u8, pool, json =>
        {
            json.WriteStartObject("message");
            json.WriteStartObject("attributes");
            json.WriteString("eventType", type);
            json.WriteString("bucketId", bucket);
            json.WriteString("objectId", key);
            foreach (string attribute in Attributes)
            {
                WriteIfSet(json, attribute, Single(headers[attribute]));
            }

            json.WriteEndObject();
            json.WriteString("messageId", message);
            if (body is null)
            {
                // The notification configuration sends no payload, so there are no data.
                json.WriteEndObject();
            }
            else
            {
                json.WritePropertyName("data");
            }
        });
    }

    private static PooledBody Around(PooledBody? body, ReadOnlySpan<byte> after, BodyPool pool, Action<Utf8JsonWriter> write)
    {
        var before = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(before, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            write(json);
        }

        return pool.Join(before.WrittenSpan, body is null ? default : body.Bytes.Span, after);
    }

    private static void WriteIfSet(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    // Two headers of a name are ambiguous.
    private static string? Single(StringValues values) => values is [{ Length: > 0 } only] ? only : null;

    private static string? Decoded(IHeaderDictionary headers, string name) => Single(headers[name]) is { } value ? HeaderText.Decode(value) : null;

    // One value and nothing behind it: what is put around a body must not change what it is.
    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxJsonDepth });
        try
        {
            while (reader.Read())
            {
                // To its end.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? NameIn(ReadOnlySpan<byte> resource)
    {
        var reader = new Utf8JsonReader(resource, new JsonReaderOptions { MaxDepth = MaxJsonDepth });
        try
        {
            for (reader.Read(); reader.Read() && reader.TokenType == JsonTokenType.PropertyName; reader.Skip())
            {
                bool isName = reader.ValueTextEquals("name"u8);
                reader.Read();
                if (isName && reader.TokenType == JsonTokenType.String)
                {
                    return reader.GetString();
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // What it is then is for the relay to say.
        }

        return null;
    }
}
