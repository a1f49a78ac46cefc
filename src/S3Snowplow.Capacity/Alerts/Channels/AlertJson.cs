using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>Bodies in JSON. The relaxed encoder: they are not put into HTML, and escapes count against the services' limits.</summary>
internal static class AlertJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Body(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The largest form of a notice whose body is within a limit of bytes; the smallest where none is.</summary>
    /// <param name="notice">The notice; not larger than it says.</param>
    /// <param name="limit">The most bytes.</param>
    /// <param name="write">Writes the body of a form.</param>
    public static byte[] Fitting(AlertNotice notice, int limit, Func<AlertNotice, byte[]> write)
    {
        byte[] body = write(notice);
        for (AlertSize size = notice.Size; body.Length > limit && size < AlertSize.Line;)
        {
            body = write(notice with { Size = ++size });
        }

        return body;
    }

    /// <summary>The figures and facts of a notice, for machines: member names and units never change.</summary>
    public static void WriteData(Utf8JsonWriter json, AlertNotice notice)
    {
        json.WriteStartObject();
        json.WriteString("incident_id"u8, notice.Incident);
        json.WriteString("kind"u8, notice.Kind);
        json.WriteNumber("sequence"u8, notice.Sequence);
        json.WriteString("severity"u8, notice.SeverityName);
        json.WriteString("source"u8, AlertWords.Name(notice.Source));
        Text(json, "pipeline"u8, notice.Pipeline is { } pipeline ? AlertWords.Name(pipeline) : null);
        json.WriteString("since"u8, AlertWords.Wire(notice.Since));
        json.WriteString("at"u8, AlertWords.Wire(notice.Ended ?? notice.At));
        if (notice.Reminder > 0)
        {
            json.WriteNumber("reminder"u8, notice.Reminder);
        }

        json.WriteString("text"u8, notice.Size == AlertSize.Line ? AlertText.Line(notice) : AlertText.Headline(notice));
        if (notice.Size == AlertSize.Full)
        {
            WriteFigures(json, notice);
        }

        Text(json, "runbook_url"u8, notice.Runbook?.AbsoluteUri);
        Text(json, "page_url"u8, notice.Page?.AbsoluteUri);
        json.WriteEndObject();
    }

    private static void WriteFigures(Utf8JsonWriter json, AlertNotice notice)
    {
        if (notice.Figures is { } figures)
        {
            json.WriteNumber("behind_seconds"u8, figures.Behind);
            json.WriteNumber("backlog_bytes"u8, figures.Backlog);
            json.WriteNumber("rate_bytes_per_hour"u8, figures.Rate);
            json.WriteNumber("limit_minutes"u8, figures.LimitInForce);
            Text(json, "limit"u8, AlertText.Limit(notice));
            json.WriteNumber("rhythm_minutes"u8, figures.Rhythm);
            json.WriteBoolean("rhythm_found"u8, figures.IsRhythmFound);

            // What is not forecast is null: JSON has no "never".
            Number(json, "limit_passed_in_minutes"u8, figures.Forecast.Passes);
            Number(json, "caught_up_in_minutes"u8, figures.Forecast.Back);
            Text(json, "forecast"u8, notice.Phase == AlertPhase.Closed ? null : AlertText.Forecast(notice));
        }

        if (notice.Facts is { } facts)
        {
            WriteBand(json, "band"u8, new AlertBand(facts.Band, facts.Throughput));
            if (notice.Phase != AlertPhase.Closed && facts.IsNeedKnown)
            {
                WriteBand(json, "smallest_sufficient_band"u8, facts.Smallest);
            }

            Text(json, "owner"u8, facts.Owner is { } owner ? AlertWords.Name(owner) : null);
        }

        if (notice.Transition.Capacities is { } capacities)
        {
            json.WriteNumber("old_bytes_per_hour"u8, capacities.Old);
            json.WriteNumber("new_bytes_per_hour"u8, capacities.New);
        }

        if (notice.Transition.Usual is { } usual)
        {
            json.WriteNumber("usual_gap_minutes"u8, usual);
        }

        if (notice.Transition.Measured is { } measured)
        {
            json.WriteNumber("measured_bytes_per_hour"u8, measured);
        }

        if (notice.Untold.Count > 0)
        {
            json.WriteStartArray("not_told"u8);
            foreach (string channel in notice.Untold)
            {
                json.WriteStringValue(AlertWords.Name(channel));
            }

            json.WriteEndArray();
        }
    }

    private static void WriteBand(Utf8JsonWriter json, ReadOnlySpan<byte> member, AlertBand? band)
    {
        if (band is null)
        {
            json.WriteNull(member);
            return;
        }

        json.WriteStartObject(member);
        json.WriteString("name"u8, AlertWords.Name(band.Name));
        json.WriteNumber("bytes_per_hour"u8, band.Throughput.BytesPerHour);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> member, string? value)
    {
        if (value is not null)
        {
            json.WriteString(member, value);
        }
    }

    private static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> member, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(member, number);
        }
        else
        {
            json.WriteNull(member);
        }
    }
}
