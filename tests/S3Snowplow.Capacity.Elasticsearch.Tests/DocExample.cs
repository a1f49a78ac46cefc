namespace S3Snowplow.Capacity.Tests.Elasticsearch;

/// <summary>The code of the package's README: compiled here, compared by the tests of the documents.</summary>
internal static class DocExample
{
    public static async Task<JudgeResult> JudgeAsync(Uri elasticsearch, string apiKey, LiveBands bands, IJudgeState state, AlertOutbox alerts, CancellationToken stopping)
    {
        // example: judge
        using var minutes = new ElasticsearchReceivedMinutes(new ElasticsearchOptions { Address = elasticsearch, ApiKey = apiKey }, bands);
        var options = new JudgementOptions { StoreDelay = TimeSpan.FromMinutes(5), AliveReach = TimeSpan.FromMinutes(30), BlindAfter = TimeSpan.FromMinutes(45) };
        using var judge = new ThroughputJudge(minutes, bands, state, alerts, options: options);

        // From a schedule, each minute or each five.
        JudgeResult result = await judge.RunOnceAsync(stopping);
        // end
        return result;
    }
}
