using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Writes what is told as the members of <c>throughput_exceeded</c> 2-0-0. What there is no value for is left out.</summary>
internal static class TransitionData
{
    // The schema's longest name.
    private const int LongestSource = 255;

    /// <summary>Writes the members.</summary>
    /// <param name="writer">Where; an object is open.</param>
    /// <param name="told">What is told.</param>
    /// <param name="source">The source's name, for what is no pipeline's.</param>
    public static void Write(Utf8JsonWriter writer, ThroughputTransition told, string source)
    {
        writer.WriteString("kind"u8, told.Kind.Name());
        writer.WriteString("severity"u8, told.Kind.IncidentSeverity().Name());
        if (told.Pipeline is null)
        {
            writer.WriteString("source"u8, SchemaText.Cut(source, LongestSource));
        }

        writer.WriteString("judged_minute"u8, Minute(told.Minute));
        writer.WriteString("receipt_minute"u8, Minute(told.Receipt));
        if (told.Incident is { } incident)
        {
            writer.WriteString("incident_id"u8, incident);
        }

        if (told.IncidentStart is { } start)
        {
            writer.WriteString("incident_start"u8, Minute(start));
        }

        if (told.Figures is { } figures)
        {
            Write(writer, figures);
        }

        if (told.Capacities is { } capacities)
        {
            writer.WriteNumber("old_bytes_per_hour"u8, capacities.Old);
            writer.WriteNumber("new_bytes_per_hour"u8, capacities.New);
        }

        WriteOptional(writer, "usual_gap_minutes"u8, told.Usual);
        WriteOptional(writer, "measured_bytes_per_hour"u8, told.Measured);
    }

    private static void Write(Utf8JsonWriter writer, TransitionFigures figures)
    {
        writer.WriteNumber("backlog_bytes"u8, figures.Backlog);
        writer.WriteNumber("seconds_behind"u8, figures.Behind);
        writer.WriteNumber("bytes_per_hour"u8, figures.Rate);
        writer.WriteNumber("limit_minutes"u8, figures.LimitInForce);
        writer.WriteNumber("rhythm_minutes"u8, figures.Rhythm);
        writer.WriteBoolean("rhythm_found"u8, figures.IsRhythmFound);
        writer.WriteNumber("delay_minutes"u8, figures.Delay);
        writer.WriteNumber("load"u8, figures.Load / 1000m);
        WriteOptional(writer, "passes_minutes"u8, figures.Forecast.Passes);
        WriteOptional(writer, "back_minutes"u8, figures.Forecast.Back);
    }

    private static void WriteOptional(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } there)
        {
            writer.WriteNumber(name, there);
        }
    }

    private static string Minute(long minute) => CapacityEvents.Time(DateTimeOffset.UnixEpoch.AddMinutes(minute));
}
