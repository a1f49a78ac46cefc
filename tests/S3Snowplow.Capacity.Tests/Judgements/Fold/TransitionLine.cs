using System.Text;
using System.Text.Json;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>A transition as a line of JSON, as the expected files have it.</summary>
internal static class TransitionLine
{
    /// <summary>The line.</summary>
    /// <param name="at">The run that told it, in minutes after the scenario's start.</param>
    /// <param name="told">What was told.</param>
    public static string Of(long at, ThroughputTransition told)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteNumber("at", at);
            writer.WriteString("pipeline", told.Pipeline);
            writer.WriteString("kind", told.Kind.Name());
            writer.WriteNumber("minute", told.Minute);
            writer.WriteNumber("receipt", told.Receipt);
            WriteFigures(writer, told.Figures);
            if (told.IncidentStart is { } start)
            {
                writer.WriteString("incident", $"{told.Pipeline}@{start}");
            }

            if (told.Capacities is { } capacities)
            {
                writer.WriteNumber("old", capacities.Old);
                writer.WriteNumber("new", capacities.New);
            }

            if (told.Usual is { } usual)
            {
                writer.WriteNumber("usual", usual);
            }

            if (told.Measured is { } measured)
            {
                writer.WriteNumber("measured", measured);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteFigures(Utf8JsonWriter writer, TransitionFigures? figures)
    {
        if (figures is null)
        {
            return;
        }

        writer.WriteNumber("load", figures.Load);
        writer.WriteNumber("backlog", figures.Backlog);
        writer.WriteNumber("behind", figures.Behind);
        writer.WriteNumber("rate", figures.Rate);
        writer.WriteNumber("maxBehind", figures.LimitInForce);
        writer.WriteNumber("rhythm", figures.Rhythm);
        writer.WriteBoolean("found", figures.IsRhythmFound);
        writer.WriteNumber("delay", figures.Delay);
        WriteOptional(writer, "passes", figures.Forecast.Passes);
        WriteOptional(writer, "back", figures.Forecast.Back);
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } there)
        {
            writer.WriteNumber(name, there);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
