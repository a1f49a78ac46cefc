using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>Takes the self-describing event and the entities out of the two envelopes that carry them in tp2 parameters.</summary>
/// <remarks>
/// Event: <c>{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-*","data":{"schema":…,"data":…}}</c>.
/// Entities: <c>{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-*","data":[{"schema":…,"data":…},…]}</c>.
/// Source: both schemas of Iglu Central, and Enrich's criteria for them.
/// </remarks>
internal static class Envelopes
{
    /// <summary>Reads the event from <c>ue_pr</c> or <c>ue_px</c>.</summary>
    /// <param name="parameters">The parameters of one event.</param>
    /// <param name="eventType">Its kind; only <c>unstruct</c> has such an event.</param>
    /// <param name="problems">Gets what is wrong.</param>
    /// <returns>The event, or <see langword="null"/>.</returns>
    public static SelfDescribingJson? ReadEvent(Dictionary<string, string> parameters, string eventType, List<EventProblem> problems)
    {
        if (eventType != "unstruct")
            return null;
        if (Last(parameters, "ue_pr", "ue_px") is not { } sent)
        {
            // The pipeline lets this pass as an event without name; from a sender of self-describing events it is always a mistake.
            problems.Add(EventProblem.Field("ue_pr", null, "a self-describing event needs ue_pr or ue_px"));
            return null;
        }

        if (Open(sent, "unstruct_event", problems) is not { } envelope)
            return null;
        if (SelfDescribingJson.TryRead(envelope.Data, "$", isClosed: true, out var json) is { } report)
            problems.Add(EventProblem.Invalid(envelope.Key.ToString(), [report]));
        return json;
    }

    /// <summary>Reads the entities from <c>co</c> or <c>cx</c>.</summary>
    /// <param name="parameters">The parameters of one event.</param>
    /// <param name="problems">Gets what is wrong.</param>
    /// <returns>The entities that can be read, in order; empty for none.</returns>
    public static IReadOnlyList<SelfDescribingJson> ReadEntities(Dictionary<string, string> parameters, List<EventProblem> problems)
    {
        if (Last(parameters, "co", "cx") is not { } sent || Open(sent, "contexts", problems) is not { } envelope)
            return [];
        if (envelope.Data.ValueKind != JsonValueKind.Array)
        {
            problems.Add(EventProblem.Invalid(envelope.Key.ToString(), [new DataReport("$", "type", "array expected")]));
            return [];
        }

        var entities = new List<SelfDescribingJson>();
        var index = 0;
        foreach (var item in envelope.Data.EnumerateArray())
        {
            if (SelfDescribingJson.TryRead(item, $"$[{index++}]", isClosed: true, out var json) is { } report)
                problems.Add(EventProblem.Invalid(envelope.Key.ToString(), [report]));
            else
                entities.Add(json!);
        }

        return entities;
    }

    // Of the raw and the base64 parameter, the one that stands later wins. A dictionary that only grows keeps the order of insertion.
    private static KeyValuePair<string, string>? Last(Dictionary<string, string> parameters, string raw, string base64)
    {
        KeyValuePair<string, string>? found = null;
        foreach (var parameter in parameters)
            if (parameter.Key == raw || parameter.Key == base64)
                found = parameter;
        return found;
    }

    private static SelfDescribingJson? Open(KeyValuePair<string, string> sent, string name, List<EventProblem> problems)
    {
        var isBase64 = sent.Key is "ue_px" or "cx";
        SelfDescribingJson? envelope = null;
        var error = JsonText.TryParse(sent.Value, isBase64, out var element)
            ?? SelfDescribingJson.TryRead(element, "$", isClosed: false, out envelope)?.Sentence
            ?? (envelope!.Key.IsFirstRevisionOf(CollectorIdentity.TrackerVendor, name) ? null : $"expected the envelope {name}/jsonschema/1-0-*, not {envelope.Key}");
        if (error is null)
            return envelope;
        problems.Add(EventProblem.Field(sent.Key, sent.Value, error));
        return null;
    }
}
