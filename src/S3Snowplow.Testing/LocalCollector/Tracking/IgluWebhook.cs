using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace S3Snowplow.Testing;

/// <summary>Reads a request to the Iglu webhook: a bare self-describing JSON, or data whose schema is in the query string.</summary>
/// <remarks>
/// <c>POST /com.snowplowanalytics.iglu/v1</c> with <c>{"schema":…,"data":…}</c>, or with <c>?schema=…</c> and an object or an array of them; of the
/// query string <c>aid</c>, <c>p</c>, <c>nuid</c>, <c>eid</c>, <c>ttm</c> and <c>url</c> become parameters of the event. Forms and GET are not
/// supported. Source: Enrich's Iglu adapter, and a recording of Micro 1.7.2.
/// </remarks>
internal static class IgluWebhook
{
    private static readonly string[] Accepted = ["nuid", "aid", "cv", "eid", "ttm", "url", "p"];

    /// <summary>Reads a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="contentType">Its content type as the collector kept it.</param>
    /// <param name="maxDepth">The deepest JSON that is read.</param>
    /// <param name="problems">Gets what is wrong.</param>
    /// <returns>The parameters of each event; <see langword="null"/> where the request failed.</returns>
    public static IReadOnlyList<Dictionary<string, string>>? Read(CollectorRequest request, string? contentType, int maxDepth, List<EventProblem> problems)
    {
        if (!ContentTypes.IsJson(contentType))
            return Fail(problems, EventProblem.Expectation("contentType", contentType, "expected one of application/json, application/json; charset=utf-8"));
        if (JsonText.TryParse(request.Body.Span, maxDepth, out var body) is { } error)
            return Fail(problems, EventProblem.Field("body", JsonText.Decode(request.Body), error));
        var query = QueryHelpers.ParseQuery(request.Query).ToDictionary(pair => pair.Key, pair => pair.Value[^1] ?? "", StringComparer.Ordinal);
        if (!query.TryGetValue("schema", out var schema))
        {
            return SelfDescribingJson.TryRead(body, "$", isClosed: false, out var json) is { } report
                ? Fail(problems, EventProblem.NotIglu(body, report))
                : [Parameters(query, json!.Key, json.Data)];
        }

        if (!SchemaKey.TryParse(schema, out var key))
            return Fail(problems, EventProblem.Expectation("schema", schema, "INVALID_IGLUURI"));
        if (body.ValueKind == JsonValueKind.Array)
        {
            return body.GetArrayLength() == 0
                ? Fail(problems, EventProblem.Expectation("body", JsonText.Decode(request.Body), "empty array of events"))
                : [.. body.EnumerateArray().Select(data => Parameters(query, key, data))];
        }

        return body.ValueKind != JsonValueKind.Object || !body.EnumerateObject().Any()
            ? Fail(problems, EventProblem.Expectation("body", JsonText.Decode(request.Body), "has no key-value pairs"))
            : [Parameters(query, key, body)];
    }

    private static Dictionary<string, string> Parameters(Dictionary<string, string> query, SchemaKey key, JsonElement data)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["tv"] = "com.snowplowanalytics.iglu-v1",
            ["e"] = "ue",
            ["p"] = "app",
            ["ue_pr"] = $$$"""{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":{"schema":"{{{key}}}","data":{{{data.GetRawText()}}}}}""",
        };
        foreach (var name in Accepted)
            if (query.TryGetValue(name, out var value))
                parameters[name] = value;
        return parameters;
    }

    private static IReadOnlyList<Dictionary<string, string>>? Fail(List<EventProblem> problems, EventProblem problem)
    {
        problems.Add(problem);
        return null;
    }
}
