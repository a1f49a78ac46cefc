using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace S3Snowplow.Testing;

/// <summary>
/// Reads the body of a POST into the parameters of its events. A body is valid or not as a whole: one event with a wrong member takes all
/// others with it.
/// </summary>
/// <remarks>
/// Body: <c>{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-*","data":[{"e":"ue",…},…]}</c>.
/// Source: Enrich's adapter for tracker protocol 2, and payload_data 1-0-0 to 1-0-4 of Iglu Central.
/// </remarks>
internal static class TrackerBody
{
    /// <summary>Reads a request.</summary>
    /// <param name="request">The request, its path already known to be the tracker protocol's.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="problems">Gets what is wrong.</param>
    /// <returns>The parameters of each event, in order; <see langword="null"/> where the body failed.</returns>
    public static IReadOnlyList<Dictionary<string, string>>? Read(CollectorRequest request, Pipeline pipeline, List<EventProblem> problems)
    {
        if (!ContentTypes.IsJson(request.ContentType))
        {
            return Fail(EventProblem.Expectation(
                "contentType", request.ContentType, "expected one of application/json, application/json; charset=utf-8, application/json; charset=UTF-8"));
        }

        if (JsonText.TryParse(request.Body.Span, pipeline.MaxDepth, out var root) is { } error)
            return Fail(EventProblem.Field("body", JsonText.Decode(request.Body), error));
        if (SelfDescribingJson.TryRead(root, "$", isClosed: false, out var body) is { } report)
            return Fail(EventProblem.NotIglu(root, report));
        if (body!.Key.Vendor != CollectorIdentity.TrackerVendor || body.Key.Name != "payload_data" || TrackerFields.AllowedIn(body.Key.Version) is not { } allowed)
            return Fail(pipeline.Unresolved(body.Key));

        var events = new List<Dictionary<string, string>>();
        var reports = ReadEvents(body.Data, allowed, events);
        if (reports.Count > 0)
            return Fail(EventProblem.Invalid(body.Key.ToString(), reports));
        MergeQuery(request.Query, events);
        return events;

        IReadOnlyList<Dictionary<string, string>>? Fail(EventProblem problem)
        {
            problems.Add(problem);
            return null;
        }
    }

    private static List<DataReport> ReadEvents(JsonElement data, FrozenSet<string> allowed, List<Dictionary<string, string>> events)
    {
        if (data.ValueKind != JsonValueKind.Array)
            return [new DataReport("$", "type", "array expected")];
        if (data.GetArrayLength() == 0)
            return [new DataReport("$", "minItems", "at least one event expected")];

        var reports = new List<DataReport>();
        foreach (var item in data.EnumerateArray())
        {
            var path = $"$[{events.Count}]";
            var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
            events.Add(parameters);
            if (item.ValueKind != JsonValueKind.Object)
            {
                reports.Add(new DataReport(path, "type", "object expected"));
                continue;
            }

            foreach (var member in item.EnumerateObject())
            {
                if (!allowed.Contains(member.Name))
                    reports.Add(new DataReport($"{path}.{member.Name}", "additionalProperties", "no parameter of the tracker protocol"));
                else if (member.Value.ValueKind != JsonValueKind.String)
                    reports.Add(new DataReport($"{path}.{member.Name}", "type", $"string expected, not {Name(member.Value.ValueKind)}"));
                else
                    parameters[member.Name] = member.Value.GetString()!;
            }

            foreach (var name in TrackerFields.Required)
                if (!item.TryGetProperty(name, out _))
                    reports.Add(new DataReport($"{path}.{name}", "required", "parameter required"));
        }

        return reports;
    }

    // Merged after validation, so a name that the body may not use is possible here, and wins over the body's value.
    private static void MergeQuery(string query, List<Dictionary<string, string>> events)
    {
        foreach (var (name, values) in QueryHelpers.ParseQuery(query))
            foreach (var parameters in events)
                parameters[name] = values[^1] ?? "";
    }

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => "number",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => "array",
        _ => "object",
    };
}
