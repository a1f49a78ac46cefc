using System.Net;
using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Says in the words of the settings what an error of Elasticsearch means.</summary>
internal static class ElasticsearchFailure
{
    private const int MaxReason = 300;

    // Elasticsearch 6 to 9 and OpenSearch, each in its own words: text without doc values; a keyword where a number is needed; an aggregation that does not
    // take the type.
    private static readonly string[] MappingWords = ["fielddata", "per-document field data", "Expected numeric type", "is not supported for aggregation", "numeric value"];

    /// <summary>What an answer other than 200 means.</summary>
    public static ElasticsearchException Of(HttpStatusCode status, JsonElement? body, ElasticsearchFields fields, string indexPattern)
    {
        (string type, string reason) = body is { } error ? Cause(error) : ("", "no reason is given");
        return status switch
        {
            HttpStatusCode.Unauthorized => new(ElasticsearchProblem.Unauthorized, $"Elasticsearch does not take the credentials (status 401). Set {fields.Called(nameof(ElasticsearchOptions.ApiKey))}, or {fields.Called(nameof(ElasticsearchOptions.UserName))} and {fields.Called(nameof(ElasticsearchOptions.Password))}."),
            HttpStatusCode.Forbidden => new(ElasticsearchProblem.Unauthorized, $"The credentials may not read {indexPattern} (status 403, {reason}). They need the privilege 'read' on it."),
            HttpStatusCode.NotFound => new(ElasticsearchProblem.NoIndex, $"There is no index {indexPattern} (status 404, {type}). Is {fields.Called(nameof(ElasticsearchOptions.IndexPattern))} that of the loader?"),
            _ when type.StartsWith("too_many_buckets", StringComparison.Ordinal) => TooManyBuckets(reason, fields),
            _ when Mapping(reason, fields) is { } mapping => mapping,
            HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
                new(ElasticsearchProblem.Overloaded, $"Elasticsearch has too much to do (status {(int)status}, {type}: {reason})."),
            _ => new(ElasticsearchProblem.Refused, $"Elasticsearch refused the request (status {(int)status}, {type}: {reason})."),
        };
    }

    /// <summary>The exception for a reason that speaks of a field's type; <see langword="null"/> for any other.</summary>
    public static ElasticsearchException? Mapping(string reason, ElasticsearchFields fields)
    {
        if (!Array.Exists(MappingWords, word => reason.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        string[] ours = [fields.PipelineKeyword, fields.EventNameKeyword, fields.Size, fields.EffectiveFrom, fields.BytesPerHour, fields.Time, fields.Receipt];
        string? field = Array.Find(ours, one => reason.Contains($"[{one}]", StringComparison.Ordinal));
        return WrongMapping(fields, field ?? "of the query", reason);
    }

    /// <summary>The exception for a field that is mapped wrongly.</summary>
    public static ElasticsearchException WrongMapping(ElasticsearchFields fields, string field, string why) => new(
        ElasticsearchProblem.WrongMapping,
        $"The field {field} is mapped wrongly: {why} With the mapping that Elasticsearch makes up itself, set {fields.Called(nameof(ElasticsearchOptions.KeywordSuffix))} to .keyword; "
        + "otherwise install the index template (deploy/elasticsearch) and index the documents anew. A type holds for an index for good.");

    /// <summary>The innermost type and reason of an error, or of a failed shard.</summary>
    public static (string Type, string Reason) Cause(JsonElement error)
    {
        // {"error":{"root_cause":[{"type":…,"reason":…}],"type":…,"reason":…}} and {"shard":0,"reason":{"type":…,"reason":…,"caused_by":{…}}}.
        JsonElement cause = error;
        while (cause.ValueKind == JsonValueKind.Object)
        {
            JsonElement inner;
            if (cause.TryGetProperty("root_cause", out JsonElement roots) && roots.ValueKind == JsonValueKind.Array && roots.GetArrayLength() > 0)
            {
                inner = roots[0];
            }
            else if (!cause.TryGetProperty("caused_by", out inner) && !cause.TryGetProperty("error", out inner)
                && !(cause.TryGetProperty("reason", out inner) && inner.ValueKind == JsonValueKind.Object))
            {
                break;
            }

            cause = inner;
        }

        return cause.ValueKind == JsonValueKind.Object ? (Text(cause, "type"), Text(cause, "reason")) : ("", cause.ValueKind == JsonValueKind.String ? Short(cause.GetString()!) : "no reason is given");
    }

    private static ElasticsearchException TooManyBuckets(string reason, ElasticsearchFields fields) => new(
        ElasticsearchProblem.Refused, $"The answer would have more buckets than the cluster allows ({reason}). Set {fields.Called(nameof(ElasticsearchOptions.MaxBuckets))} to the cluster's search.max_buckets, or raise that.");

    private static string Text(JsonElement cause, string name) => cause.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? Short(value.GetString()!) : "";

    // Reasons may quote the request; the beginning says what is wrong. What a server sends must not make lines of a log.
    private static string Short(string text) => string.Concat((text.Length <= MaxReason ? text : text[..MaxReason] + "…").Select(letter => char.IsControl(letter) ? ' ' : letter));
}
