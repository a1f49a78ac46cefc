using System.Buffers.Text;
using System.Text;

namespace S3Snowplow.Mapping;

/// <summary>
/// Writes the tp2 parameters of an event from prepared pieces. Source of the parameters and envelopes: Snowplow documentation, "Snowplow
/// tracker protocol" and the schemas <c>payload_data 1-0-4</c>, <c>unstruct_event 1-0-0</c> and <c>contexts 1-0-1</c> of Iglu Central.
/// </summary>
internal static class EventWriter
{
    private const string UnstructEvent = "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0";
    private const string Contexts = "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1";

    // Two scratches a thread: the JSON itself, and the parameters with it inside.
    [ThreadStatic]
    private static ScratchBuffer? t_json;

    [ThreadStatic]
    private static ScratchBuffer? t_parameters;

    // What stands before the data of the last schema: most processes have one.
    [ThreadStatic]
    private static (string? Schema, byte[] Bytes) t_beforeData;

    /// <summary>Where the id stands in an event's parameters: they begin with <c>"eid":"</c>.</summary>
    public const int IdAt = 7;

    /// <summary>How many bytes an id takes there.</summary>
    public const int IdLength = 36;

    /// <summary>Writes an event whose data a mapper gives. The caller answers for the data being one JSON object.</summary>
    public static SnowplowEvent Write(
        IObjectEventMapper mapper, in ObjectEvent objectEvent, Guid id, IReadOnlyList<SelfDescribingJson> entities, EventEncoding encoding, bool check) =>
        Make(mapper.Schema, id, objectEvent.Time, Data(mapper, objectEvent, entities, encoding, check), entities, encoding);

    /// <summary>
    /// As <see cref="Write(IObjectEventMapper, in ObjectEvent, Guid, IReadOnlyList{SelfDescribingJson}, EventEncoding, bool)"/>, behind what <paramref name="parameters"/> has. The id is left open:
    /// it is put in its place when those of several events are made together.
    /// </summary>
    public static void Write(
        IObjectEventMapper mapper, in ObjectEvent objectEvent, IReadOnlyList<SelfDescribingJson> entities, EventEncoding encoding, bool check, ScratchBuffer parameters) =>
        Finish(Data(mapper, objectEvent, entities, encoding, check), mapper.Schema, Guid.Empty, objectEvent.Time, entities, encoding, parameters);

    /// <summary>Writes an event whose data is at hand.</summary>
    public static SnowplowEvent Write(IgluUri schema, Guid id, DateTimeOffset trueTime, ReadOnlySpan<byte> data, IReadOnlyList<SelfDescribingJson> entities, EventEncoding encoding)
    {
        ScratchBuffer json = Begin(schema, encoding);
        json.Write(data);
        return Make(schema, id, trueTime, json, entities, encoding);
    }

    /// <summary>Writes entities behind the parameters of an event that has none yet.</summary>
    public static void WriteEntities(IReadOnlyList<SelfDescribingJson> entities, ScratchBuffer parameters)
    {
        Check(entities);
        ScratchBuffer json = t_json ?? new ScratchBuffer();
        t_json = null;
        WriteContexts(json, entities);
        AppendJson(parameters, json, EventEncoding.Json, ",\"co\":\""u8, default);
        parameters.Write("\""u8);
        json.Clear();
        t_json = json;
    }

    private static ScratchBuffer Data(IObjectEventMapper mapper, in ObjectEvent objectEvent, IReadOnlyList<SelfDescribingJson> entities, EventEncoding encoding, bool check)
    {
        ScratchBuffer json = Begin(mapper.Schema, encoding);
        int start = json.Length;
        mapper.WriteData(objectEvent, json);
        if (check)
        {
            SnowplowEvent.CheckObject(json.Written[start..], nameof(mapper), mapper.Schema);
            Check(entities);
        }

        return json;
    }

    private static void Check(IReadOnlyList<SelfDescribingJson> entities)
    {
        foreach (SelfDescribingJson entity in entities)
        {
            SnowplowEvent.CheckObject(entity.Data.Span, nameof(entities), entity.Schema);
        }
    }

    /// <summary>What stands between the times of an event and its data, as JSON text: the parameter's name, and its value as far as the data, escaped.</summary>
    public static byte[] BeforeData(IgluUri schema)
    {
        (ScratchBuffer json, ScratchBuffer parameters) = (new ScratchBuffer(), new ScratchBuffer());
        WriteOpening(schema, json);
        AppendJson(parameters, json, EventEncoding.Json, "\",\"ue_pr\":\""u8, default);
        return parameters.Written.ToArray();
    }

    private static ScratchBuffer Begin(IgluUri schema, EventEncoding encoding)
    {
        // Taken while it is in use: a mapper may make another event in the middle of its own.
        ScratchBuffer json = t_json ?? new ScratchBuffer();
        t_json = null;
        json.Clear();
        if (encoding == EventEncoding.Base64)
        {
            WriteOpening(schema, json);
        }

        return json;
    }

    private static void WriteOpening(IgluUri schema, ScratchBuffer json)
    {
        json.Write("{\"schema\":\""u8);
        Append(json, UnstructEvent);
        json.Write("\",\"data\":{\"schema\":\""u8);
        Append(json, schema.Text);
        json.Write("\",\"data\":"u8);
    }

    private static SnowplowEvent Make(IgluUri schema, Guid id, DateTimeOffset trueTime, ScratchBuffer json, IReadOnlyList<SelfDescribingJson> entities, EventEncoding encoding)
    {
        ScratchBuffer parameters = t_parameters ??= new ScratchBuffer();
        parameters.Clear();
        Finish(json, schema, id, trueTime, entities, encoding, parameters);
        var snowplowEvent = new SnowplowEvent(id, trueTime, parameters.Written.ToArray());

        // Now, not when the thread writes its next event: that may never be, and this one may have been huge.
        parameters.Clear();
        return snowplowEvent;
    }

    private static void Finish(
        ScratchBuffer json, IgluUri schema, Guid id, DateTimeOffset trueTime, IReadOnlyList<SelfDescribingJson> entities, EventEncoding encoding, ScratchBuffer parameters)
    {
        long milliseconds = trueTime.ToUnixTimeMilliseconds();
        parameters.Write("\"eid\":\""u8);
        id.TryFormat(parameters.GetSpan(IdLength), out int written, "D");
        parameters.Advance(written);
        parameters.Write("\",\"dtm\":\""u8);
        Append(parameters, milliseconds);
        parameters.Write("\",\"ttm\":\""u8);
        Append(parameters, milliseconds);
        if (encoding == EventEncoding.Json)
        {
            AppendEscaped(parameters, json, BeforeDataOf(schema));
            parameters.Write("}}"u8);
        }
        else
        {
            json.Write("}}"u8);
            AppendJson(parameters, json, encoding, default, "\",\"ue_px\":\""u8);
        }

        if (entities.Count > 0)
        {
            WriteContexts(json, entities);
            AppendJson(parameters, json, encoding, "\",\"co\":\""u8, "\",\"cx\":\""u8);
        }

        parameters.Write("\""u8);
        json.Clear();
        t_json = json;
    }

    private static void WriteContexts(ScratchBuffer json, IReadOnlyList<SelfDescribingJson> entities)
    {
        json.Clear();
        json.Write("{\"schema\":\""u8);
        Append(json, Contexts);
        json.Write("\",\"data\":["u8);
        for (int i = 0; i < entities.Count; i++)
        {
            json.Write(i == 0 ? "{\"schema\":\""u8 : ",{\"schema\":\""u8);
            Append(json, entities[i].Schema.Text);
            json.Write("\",\"data\":"u8);
            json.Write(entities[i].Data.Span);
            json.Write("}"u8);
        }

        json.Write("]}"u8);
    }

    private static void AppendJson(ScratchBuffer parameters, ScratchBuffer json, EventEncoding encoding, ReadOnlySpan<byte> plainName, ReadOnlySpan<byte> base64Name)
    {
        if (encoding == EventEncoding.Json)
        {
            AppendEscaped(parameters, json, plainName);
            return;
        }

        parameters.Write(base64Name);
        Span<byte> base64 = parameters.GetSpan(Base64.GetMaxEncodedToUtf8Length(json.Length));
        Base64.EncodeToUtf8(json.Written, base64, out _, out int length);
        base64 = base64[..length].TrimEnd((byte)'=');
        base64.Replace((byte)'+', (byte)'-');
        base64.Replace((byte)'/', (byte)'_');
        parameters.Advance(base64.Length);
    }

    private static void AppendEscaped(ScratchBuffer parameters, ScratchBuffer json, ReadOnlySpan<byte> before)
    {
        parameters.Write(before);
        Span<byte> target = parameters.GetSpan((json.Length * JsonEscaping.MaxExpansion) + ScratchBuffer.Slack);
        parameters.Advance(JsonEscaping.Escape(json.WrittenWithSlack, json.Length, target));
    }

    private static byte[] BeforeDataOf(IgluUri schema)
    {
        if (t_beforeData.Schema != schema.Text)
        {
            t_beforeData = (schema.Text, BeforeData(schema));
        }

        return t_beforeData.Bytes;
    }

    private static void Append(ScratchBuffer buffer, string ascii) =>
        buffer.Advance(Encoding.UTF8.GetBytes(ascii, buffer.GetSpan(ascii.Length * 3)));

    private static void Append(ScratchBuffer buffer, long number)
    {
        number.TryFormat(buffer.GetSpan(20), out int written, default, System.Globalization.CultureInfo.InvariantCulture);
        buffer.Advance(written);
    }
}
