using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace S3Snowplow.Capacity.Tests.Elasticsearch.Asking;

/// <summary>What an error means is told by its status and its type, whatever words are in it.</summary>
public sealed partial class ElasticsearchFailureTests
{
    private static readonly string[] MappingWords = ["set fielddata=true on [", "Fielddata is disabled on [", "is not supported for aggregation"];

    /// <summary>Every recorded answer that is an error of reading: a state's are not, 409 and a document that is not there.</summary>
    public static TheoryData<string> Errors => [.. RecordedAnswer.All.Where(IsError).Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Errors))]
    public void Recorded_Error_IsOfTheRightKind(string name)
    {
        RecordedAnswer recorded = RecordedAnswer.Named(name);

        ElasticsearchException failure = Of((HttpStatusCode)recorded.Status, recorded.Answer!.Value);

        Assert.Equal(Expected(recorded), failure.Problem);
        Assert.Contains($"status {recorded.Status}", failure.Problem == ElasticsearchProblem.WrongMapping ? $"status {recorded.Status}" : failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(": )", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("(status 200", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(failure.Message, char.IsControl);
        if (failure.Problem != ElasticsearchProblem.Unauthorized)
        {
            Assert.DoesNotContain("credentials may", failure.Message, StringComparison.Ordinal);
        }
    }

    // By the table of the reference, §2; each row with its reading, as the servers wrote it.
    [Theory]
    [InlineData(429, """{"error":{"root_cause":[{"type":"circuit_breaking_exception","reason":"[parent] Data too large, data for [<http_request>] would be [94691334/90.3mb], which is larger than the limit of [1048576/1mb], usages [request=0/0b, fielddata=815/815b]"}],"type":"circuit_breaking_exception","reason":"[parent]…"},"status":429}""", ElasticsearchProblem.Overloaded, "no memory left")]
    [InlineData(429, """{"error":{"root_cause":[],"type":"search_phase_execution_exception","reason":"all shards failed","caused_by":{"type":"circuit_breaking_exception","reason":"[fielddata] Data too large, data for [Fielddata is disabled on [x]] would be"}},"status":429}""", ElasticsearchProblem.Overloaded, "no memory left")]
    [InlineData(429, """{"error":{"root_cause":[{"type":"es_rejected_execution_exception","reason":"rejected execution"}],"type":"es_rejected_execution_exception","reason":"rejected execution"},"status":429}""", ElasticsearchProblem.Overloaded, "too much to do")]
    [InlineData(403, """{"error":{"root_cause":[{"type":"cluster_block_exception","reason":"index [I] blocked by: [FORBIDDEN/7/index read (api)];"}],"type":"cluster_block_exception","reason":"index [I] blocked by: [FORBIDDEN/7/index read (api)];"},"status":403}""", ElasticsearchProblem.Blocked, "no matter of credentials")]
    [InlineData(403, """{"error":{"root_cause":[{"type":"security_exception","reason":"action [indices:data/read/search] is unauthorized"}],"type":"security_exception","reason":"action [indices:data/read/search] is unauthorized"},"status":403}""", ElasticsearchProblem.Unauthorized, "privilege 'read'")]
    [InlineData(403, """{"Message":"User: anonymous is not authorized to perform: es:ESHttpPost"}""", ElasticsearchProblem.Unauthorized, "User: anonymous is not authorized")]
    [InlineData(403, """{"message":"The request signature we calculated does not match the signature you provided."}""", ElasticsearchProblem.Unauthorized, "signature we calculated")]
    [InlineData(401, """{"error":{"root_cause":[{"type":"security_exception","reason":"missing authentication credentials"}],"type":"security_exception","reason":"missing authentication credentials"},"status":401}""", ElasticsearchProblem.Unauthorized, "Set ApiKey, or UserName and Password.")]
    [InlineData(429, """{"error":{"root_cause":[{"type":"cluster_block_exception","reason":"index [I] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];"}],"type":"cluster_block_exception","reason":"index [I]…"},"status":429}""", ElasticsearchProblem.Blocked, "A disk of the cluster is too full")]
    [InlineData(503, """{"error":{"root_cause":[{"type":"cluster_block_exception","reason":"blocked by: [SERVICE_UNAVAILABLE/1/state not recovered / initialized];"}],"type":"cluster_block_exception","reason":"blocked by: [SERVICE_UNAVAILABLE/1/state not recovered / initialized];"},"status":503}""", ElasticsearchProblem.Incomplete, "The cluster is starting")]
    [InlineData(503, """{"error":{"root_cause":[],"type":"search_phase_execution_exception","reason":"all shards failed","phase":"query","grouped":true,"failed_shards":[]},"status":503}""", ElasticsearchProblem.Incomplete, "unknown, not zero")]
    [InlineData(503, """{"error":{"root_cause":[{"type":"no_shard_available_action_exception","reason":null}],"type":"search_phase_execution_exception","reason":"all shards failed"},"status":503}""", ElasticsearchProblem.Incomplete, "no_shard_available_action_exception: no reason is given")]
    [InlineData(503, """{"error":{"root_cause":[{"type":"node_disconnected_exception","reason":"disconnected"}],"type":"search_phase_execution_exception","reason":"Partial shards failure"},"status":503}""", ElasticsearchProblem.Incomplete, "unknown, not zero")]
    [InlineData(503, """{"error":{"root_cause":[{"type":"es_rejected_execution_exception","reason":"queue"}],"type":"search_phase_execution_exception","reason":"Partial shards failure"},"status":503}""", ElasticsearchProblem.Overloaded, "too much to do")]
    [InlineData(503, """{"error":{"root_cause":[],"type":"search_phase_execution_exception","reason":"","caused_by":{"type":"too_many_buckets_exception","reason":"Trying to create too many buckets. Must be less than or equal to: [65535] but was [66242].","max_buckets":65535}},"status":503}""", ElasticsearchProblem.Refused, "search.max_buckets or set MaxBuckets to it")]
    [InlineData(503, """{"error":{"root_cause":[{"type":"master_not_discovered_exception","reason":null}],"type":"master_not_discovered_exception","reason":null},"status":503}""", ElasticsearchProblem.Incomplete, "no master")]
    [InlineData(400, """{"error":{"root_cause":[{"type":"illegal_argument_exception","reason":"Result window is too large, from + size must be less than or equal to: [10000] but was [10001]."}],"type":"search_phase_execution_exception","reason":"all shards failed"},"status":400}""", ElasticsearchProblem.Refused, "Raise index.max_result_window or set DocumentsPerPage to it.")]
    [InlineData(400, """{"error":{"root_cause":[{"type":"index_closed_exception","reason":"closed"}],"type":"index_closed_exception","reason":"closed"},"status":400}""", ElasticsearchProblem.Blocked, "Open it, or leave it out of IndexPattern.")]
    [InlineData(406, """{"error":"Content-Type header [text/plain] is not supported","status":406}""", ElasticsearchProblem.Refused, "Content-Type header [text/plain] is not supported")]
    [InlineData(405, """{"error":"Incorrect HTTP method for uri [/x] and method [PATCH], allowed: [GET]","status":405}""", ElasticsearchProblem.Refused, "Incorrect HTTP method")]
    [InlineData(400, """{"error":"no handler found for uri [/x] and method [GET]"}""", ElasticsearchProblem.Refused, "no handler found for uri")]
    [InlineData(400, """{"error":{"root_cause":[{"type":"illegal_argument_exception","reason":"Fielddata access on the _id field is disallowed, you can re-enable it by updating the dynamic cluster setting: indices.id_field_data.enabled"}],"type":"search_phase_execution_exception","reason":"all shards failed"},"status":400}""", ElasticsearchProblem.Refused, "_id field is disallowed")]
    [InlineData(400, """{"error":{"root_cause":[{"type":"illegal_argument_exception","reason":"Text fields are not optimised for operations that require per-document field data like aggregations and sorting, so these operations are disabled by default. Please use a keyword field instead. Alternatively, set fielddata=true on [event_id] in order to load field data"}],"type":"search_phase_execution_exception","reason":"all shards failed"},"status":400}""", ElasticsearchProblem.WrongMapping, "The field event_id is mapped wrongly")]
    [InlineData(404, """{"error":{"root_cause":[{"type":"index_not_found_exception","reason":"no such index [nothere]"}],"type":"index_not_found_exception","reason":"no such index [nothere]"},"status":404}""", ElasticsearchProblem.NoIndex, "Is IndexPattern that of the loader?")]
    [InlineData(404, "null", ElasticsearchProblem.Unreachable, "no Elasticsearch")]
    [InlineData(413, "null", ElasticsearchProblem.Refused, "http.max_content_length")]
    [InlineData(502, "null", ElasticsearchProblem.Overloaded, "What stands before Elasticsearch")]
    [InlineData(500, """{"error":{"root_cause":[{"type":"null_pointer_exception","reason":null}],"type":"null_pointer_exception","reason":null},"status":500}""", ElasticsearchProblem.Refused, "null_pointer_exception: no reason is given")]
    [InlineData(500, """{"error":{"root_cause":[null],"type":"x","reason":{"a":1}}}""", ElasticsearchProblem.Unreachable, "no reason is given")]
    [InlineData(500, """{"error":[]}""", ElasticsearchProblem.Unreachable, "no reason is given")]
    public void Row_OfTheTable_IsOfItsKindAndHelps(int status, string body, ElasticsearchProblem problem, string help)
    {
        using JsonDocument answer = JsonDocument.Parse(body);

        ElasticsearchException failure = Of((HttpStatusCode)status, answer.RootElement);

        Assert.Equal(problem, failure.Problem);
        Assert.Contains(help, failure.Message, StringComparison.Ordinal);
    }

    // What an attacker or a broken server sends: it ends, and makes no lines.
    [Fact]
    public void Cause_OfAnErrorWithinItselfManyTimes_IsFoundOrGivenUp()
    {
        string body = string.Concat(Enumerable.Repeat("{\"caused_by\":", 60)) + "{\"type\":\"t\",\"reason\":\"a\\nb\"}" + new string('}', 60);
        using JsonDocument answer = JsonDocument.Parse(body);

        Assert.DoesNotContain(Of(HttpStatusCode.InternalServerError, answer.RootElement).Message, char.IsControl);
    }

    // By kind: the status, and the innermost type, read here in another way than in the product.
    private static ElasticsearchProblem Expected(RecordedAnswer recorded)
    {
        string text = recorded.Answer!.Value.GetRawText();
        string[] types = [.. Types().Matches(text).Select(match => match.Groups["type"].Value)];
        bool Has(string type) => types.Contains(type);
        return recorded.Status switch
        {
            _ when Has("cluster_block_exception") => recorded.Status == 503 ? ElasticsearchProblem.Incomplete : ElasticsearchProblem.Blocked,
            _ when Has("index_closed_exception") => ElasticsearchProblem.Blocked,
            _ when Has("circuit_breaking_exception") => ElasticsearchProblem.Overloaded,
            _ when Has("too_many_buckets_exception") => ElasticsearchProblem.Refused,
            _ when Has("index_not_found_exception") => ElasticsearchProblem.NoIndex,
            401 => ElasticsearchProblem.Unauthorized,
            403 => ElasticsearchProblem.Unauthorized,
            503 when Has("es_rejected_execution_exception") => ElasticsearchProblem.Overloaded,
            503 when Has("search_phase_execution_exception") => ElasticsearchProblem.Incomplete,
            429 or 502 or 503 or 504 => ElasticsearchProblem.Overloaded,
            400 when Has("illegal_argument_exception") && Array.Exists(MappingWords, word => text.Contains(word, StringComparison.Ordinal)) => ElasticsearchProblem.WrongMapping,
            _ => ElasticsearchProblem.Refused,
        };
    }

    private static bool IsError(RecordedAnswer one) =>
        one is { Status: >= 400 and not 409, Answer: { ValueKind: JsonValueKind.Object } answer } && (answer.TryGetProperty("error", out _) || answer.TryGetProperty("Message", out _));

    private static ElasticsearchException Of(HttpStatusCode status, JsonElement answer)
    {
        var options = new ElasticsearchOptions();
        return ElasticsearchFailure.Of(status, ErrorCause.Of(answer), new ElasticsearchFields(options), options);
    }

    [GeneratedRegex("\"type\"\\s*:\\s*\"(?<type>[a-z_]+)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Types();
}
