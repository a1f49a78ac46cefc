using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>Takes the self-describing event and the entities out of the two envelopes that carry them in the parameters of one event.</summary>
/// <remarks>
/// Event: <c>{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-*","data":{"schema":…,"data":…}}</c>.
/// Entities: <c>{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-*","data":[{"schema":…,"data":…},…]}</c>.
/// Source: both schemas of Iglu Central, and Enrich's criteria for them.
/// </remarks>
internal sealed class Envelopes(Dictionary<string, string> parameters, Pipeline pipeline, List<EventProblem> problems)
{
    /// <summary>Reads the event from <c>ue_pr</c> or <c>ue_px</c>.</summary>
    /// <param name="eventType">Its kind; only <c>unstruct</c> has such an event.</param>
    /// <returns>The event; <see langword="null"/> where there is none, or one that is wrong.</returns>
    public SelfDescribingJson? ReadEvent(string eventType)
    {
        // Without data the pipeline makes a good event that has no name.
        if (eventType != "unstruct" || Last("ue_pr", "ue_px") is not { } sent)
            return null;
        if (Open(sent, "unstruct_event", "1-0-0") is not { } envelope)
            return null;
        if (SelfDescribingJson.TryRead(envelope.Data, "$", isClosed: true, out var json) is { } report)
            problems.Add(EventProblem.Invalid(envelope.Key.ToString(), [report]));
        return json;
    }

    /// <summary>Reads the entities from <c>co</c> or <c>cx</c>.</summary>
    /// <returns>The entities that can be read, in order; empty for none.</returns>
    public IReadOnlyList<SelfDescribingJson> ReadEntities()
    {
        if (Last("co", "cx") is not { } sent || Open(sent, "contexts", "1-0-0", "1-0-1") is not { } envelope)
            return [];
        if (envelope.Data.ValueKind != JsonValueKind.Array)
        {
            problems.Add(EventProblem.Invalid(envelope.Key.ToString(), [new DataReport("$", "type", "array expected")]));
            return [];
        }

        // Only the first revision wants one.
        if (envelope.Key.Version == "1-0-0" && envelope.Data.GetArrayLength() == 0)
        {
            problems.Add(EventProblem.Invalid(envelope.Key.ToString(), [new DataReport("$", "minItems", "at least one entity expected")]));
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

    // Of the raw and the base64 parameter the second wins, whichever was sent first: Enrich takes the later of its hash map, which has five
    // entries or more, and in which these names stand in this order.
    private KeyValuePair<string, string>? Last(string raw, string base64)
    {
        if (parameters.TryGetValue(base64, out var encoded))
            return KeyValuePair.Create(base64, encoded);
        return parameters.TryGetValue(raw, out var text) ? KeyValuePair.Create(raw, text) : null;
    }

    private SelfDescribingJson? Open(KeyValuePair<string, string> sent, string name, params ReadOnlySpan<string> revisions)
    {
        var (parameter, value) = sent;
        if (JsonText.TryParse(value, isBase64: parameter is "ue_px" or "cx", pipeline.MaxDepth, out var element) is { } error)
            problems.Add(EventProblem.NotJson(parameter, value, error));
        else if (SelfDescribingJson.TryRead(element, "$", isClosed: false, out var envelope) is { } report)
            problems.Add(EventProblem.Field(parameter, value, report.Sentence));
        else if (!envelope!.Key.IsFirstRevisionOf(CollectorIdentity.TrackerVendor, name))
            problems.Add(EventProblem.Criterion(parameter, envelope.Key, $"{name}/jsonschema/1-0-*"));
        else if (!revisions.Contains(envelope.Key.Version))
            problems.Add(pipeline.Unresolved(envelope.Key));
        else
            return envelope;
        return null;
    }
}
