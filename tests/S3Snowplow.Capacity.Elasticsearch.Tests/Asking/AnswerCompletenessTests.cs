using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Capacity.Tests.Elasticsearch.Asking;

/// <summary>An answer that lacks something is never taken for a whole one.</summary>
public sealed class AnswerCompletenessTests
{
    private static readonly ElasticsearchFields Fields = new(new ElasticsearchOptions());

    public static TheoryData<string> Searches =>
        [.. RecordedAnswer.All.Where(one => one is { Status: 200, Answer: { ValueKind: JsonValueKind.Object } answer } && answer.TryGetProperty("_shards", out _) && answer.TryGetProperty("timed_out", out _)).Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Searches))]
    public void Recorded_Answer_IsWholeOnlyIfAllShardsSucceeded(string name)
    {
        JsonElement answer = RecordedAnswer.Named(name).Answer!.Value;
        JsonElement shards = answer.GetProperty("_shards");
        int total = shards.GetProperty("total").GetInt32();
        bool isWhole = total > 0 && shards.GetProperty("successful").GetInt32() == total && shards.GetProperty("failed").GetInt32() == 0 && !answer.GetProperty("timed_out").GetBoolean();

        ElasticsearchException? failure = Check(answer);

        Assert.Equal(isWhole, failure is null);
        if (failure is not null)
        {
            Assert.Contains(failure.Problem, (ElasticsearchProblem[])[total == 0 ? ElasticsearchProblem.NoIndex : ElasticsearchProblem.Incomplete, ElasticsearchProblem.WrongMapping]);
            Assert.DoesNotContain(": )", failure.Message, StringComparison.Ordinal);
        }
    }

    // As OpenSearch has it, and as Elasticsearch has it.
    [Theory]
    [InlineData("""{"total":2,"successful":1,"skipped":0,"failed":0}""", "1 of 2 shards of snowplow* were left out, and no reason is given. What they hold is unknown, not zero.")]
    [InlineData("""{"total":2,"successful":1,"skipped":0,"failed":1,"failures":[{"shard":0,"index":"un-2","node":null,"reason":{"type":"no_shard_available_action_exception","reason":null}}]}""", "1 of 2 shards of snowplow* did not answer (no_shard_available_action_exception: no reason is given). What they hold is unknown, not zero.")]
    [InlineData("""{"total":2,"successful":1,"skipped":0,"failed":1}""", "1 of 2 shards of snowplow* did not answer (no reason is given). What they hold is unknown, not zero.")]
    public void Shards_ThatAreMissing_MakeItIncomplete(string shards, string message)
    {
        using JsonDocument answer = JsonDocument.Parse($$"""{"took":1,"timed_out":false,"_shards":{{shards}}}""");

        ElasticsearchException? failure = Check(answer.RootElement);

        Assert.Equal((ElasticsearchProblem.Incomplete, message), (failure?.Problem, failure?.Message));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("""{"total":2,"successful":2,"skipped":0}""", true)]
    [InlineData("""{"total":2,"successful":1,"skipped":1}""", false)]
    [InlineData("""{"total":2,"successful":2,"skipped":0,"running":0,"partial":0,"failed":0}""", true)]
    [InlineData("""{"total":2,"successful":1,"skipped":0,"running":0,"partial":1,"failed":0}""", false)]
    [InlineData("""{"total":2,"successful":1,"skipped":0,"running":0,"partial":0,"failed":1}""", false)]
    [InlineData("""{"total":2,"successful":1,"skipped":0,"running":1,"partial":0,"failed":0}""", false)]
    [InlineData("""{"total":2,"successful":2,"skipped":0,"running":0,"partial":1,"failed":0}""", false)]
    public void Clusters_ThatDidNotAllAnswer_MakeItIncomplete(string? clusters, bool isWhole)
    {
        JsonNode answer = JsonNode.Parse("""{"took":1,"timed_out":false,"_shards":{"total":2,"successful":2,"skipped":0,"failed":0}}""")!;
        if (clusters is not null)
        {
            answer["_clusters"] = JsonNode.Parse(clusters);
        }

        ElasticsearchException? failure = Check(JsonSerializer.SerializeToElement(answer));

        Assert.Equal(isWhole ? null : ElasticsearchProblem.Incomplete, failure?.Problem);
        Assert.Contains(isWhole ? "" : "clusters of snowplow* did not answer wholly", failure?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void TimedOut_IsIncompleteThoughAllShardsSucceeded()
    {
        using JsonDocument answer = JsonDocument.Parse("""{"took":1,"timed_out":true,"_shards":{"total":2,"successful":2,"skipped":0,"failed":0}}""");

        Assert.Equal(ElasticsearchProblem.Incomplete, Check(answer.RootElement)?.Problem);
    }

    // filter_path leaves out what it does not name: an answer without the proof is none.
    [Theory]
    [InlineData("""{"took":1,"_shards":{"total":2,"successful":2,"skipped":0,"failed":0}}""")]
    [InlineData("""{"took":1,"timed_out":false}""")]
    [InlineData("""{"took":1,"timed_out":false,"_shards":{"total":2,"failed":0}}""")]
    public void Without_TheProof_IsNoAnswer(string text)
    {
        using JsonDocument answer = JsonDocument.Parse(text);

        Assert.Throws<JsonException>(() => AnswerCompleteness.Check(answer.RootElement, Fields, "snowplow*"));
    }

    private static ElasticsearchException? Check(JsonElement answer)
    {
        try
        {
            AnswerCompleteness.Check(answer, Fields, "snowplow*");
            return null;
        }
        catch (ElasticsearchException failure)
        {
            return failure;
        }
    }
}
