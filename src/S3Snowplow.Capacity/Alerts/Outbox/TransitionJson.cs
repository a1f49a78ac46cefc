using System.Text.Json;

namespace S3Snowplow.Capacity.Alerts;

/// <summary>A transition and its figures as JSON.</summary>
internal static class TransitionJson
{
    public static void Write(Utf8JsonWriter json, ThroughputTransition transition)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, transition.Kind.Name());
        if (transition.Pipeline is { } pipeline)
        {
            json.WriteString("pipeline"u8, pipeline);
        }

        json.WriteNumber("minute"u8, transition.Minute);
        json.WriteNumber("receipt"u8, transition.Receipt);
        Number(json, "incidentStart", transition.IncidentStart);
        Number(json, "oldCapacity", transition.Capacities?.Old);
        Number(json, "newCapacity", transition.Capacities?.New);
        Number(json, "usual", transition.Usual);
        Number(json, "measured", transition.Measured);
        Write(json, "figures", transition.Figures);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, string name, TransitionFigures? figures)
    {
        if (figures is null)
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("load"u8, figures.Load);
        json.WriteNumber("backlog"u8, figures.Backlog);
        json.WriteNumber("behind"u8, figures.Behind);
        json.WriteNumber("rate"u8, figures.Rate);
        json.WriteNumber("limitInForce"u8, figures.LimitInForce);
        json.WriteNumber("rhythm"u8, figures.Rhythm);
        json.WriteBoolean("isRhythmFound"u8, figures.IsRhythmFound);
        json.WriteNumber("delay"u8, figures.Delay);
        Number(json, "passes", figures.Forecast.Passes);
        Number(json, "back", figures.Forecast.Back);
        json.WriteEndObject();
    }

    public static ThroughputTransition Read(SavedObject saved)
    {
        string word = saved.Text("kind");
        TransitionKind kind = Enum.GetValues<TransitionKind>().Where(one => one.Name() == word).Select(one => (TransitionKind?)one).FirstOrDefault()
            ?? throw new InvalidDataException($"'{word}' is no kind of transition.");
        long? old = saved.OptionalNumber("oldCapacity");
        return new ThroughputTransition(kind, saved.OptionalText("pipeline"), saved.Minute("minute"), saved.Minute("receipt"))
        {
            IncidentStart = saved.OptionalNumber("incidentStart") is null ? null : saved.Minute("incidentStart"),
            Capacities = old is { } before ? (before, saved.Number("newCapacity")) : null,
            Usual = saved.OptionalNumber("usual"),
            Measured = saved.OptionalNumber("measured"),
            Figures = ReadFigures(saved.Optional("figures")),
        };
    }

    public static TransitionFigures? ReadFigures(SavedObject? saved) => saved is not { } figures ? null : new TransitionFigures(
        figures.Number("load"), figures.Number("backlog"), figures.Number("behind"), figures.Number("rate"), figures.Integer("limitInForce"), figures.Integer("rhythm"),
        figures.Flag("isRhythmFound"), figures.Integer("delay"), new Forecast(figures.OptionalNumber("passes"), figures.OptionalNumber("back")));

    private static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
