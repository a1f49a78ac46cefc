using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Elasticsearch;

public sealed class EntityFormTests() : ElasticsearchReceivedMinutesTests(ElasticsearchForm.Entity)
{
    // The cells of each hour, the capacities, and from the second hour on what its event minutes have as a whole.
    protected override int SearchesOfTwoDays => 48 + 1 + 47;

    // Twenty hours ago both came in one slice, so which of the two is new cannot be told; how many bytes are can.
    protected override string[] AfterRedelivery => ["20: p -1200=4", "20: p 0=70", "21: alive"];

    [Fact]
    public async Task Read_OfMoreCellsThanAPage_FindsEachOnce()
    {
        await using ElasticsearchRig rig = await StartAsync(new LocalElasticsearchOptions { MaxBuckets = 3_000 }, new ElasticsearchOptions { MaxBuckets = 3_000 });
        for (int cell = 0; cell < 7_000; cell++)
        {
            rig.Arrive(1, cell % 2 == 0 ? "p" : "q", at: Start.AddMinutes(-cell / 2), received: Start);
        }

        string[] lines = await ElasticsearchRig.ReadAsync(rig.Minutes(), 0, 1);

        Assert.Equal(7_000, lines.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(7_000, lines.Length);
    }

    [Fact]
    public async Task Read_MoreBucketsThanTheClusterAllows_NamesTheSetting()
    {
        await using ElasticsearchRig rig = await StartAsync(new LocalElasticsearchOptions { MajorVersion = 7, MaxBuckets = 2 });
        for (int minute = 0; minute < 3; minute++)
        {
            rig.Arrive(10, at: Start.AddMinutes(minute));
        }

        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => ElasticsearchRig.ReadAsync(rig.Minutes(), 0, 10));

        Assert.Equal(ElasticsearchProblem.Refused, failure.Problem);
        Assert.Contains("Raise the cluster's search.max_buckets or set MaxBuckets to it.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ObjectsWithoutTheEntity_SaysSo()
    {
        await using ElasticsearchRig rig = await StartAsync();
        rig.Change(from: Start);
        rig.IndexWithoutEntity("b", "p/1", 5, Start);
        rig.IndexWithoutEntity("b", "p/2", 5, Start.AddMinutes(70));
        using ElasticsearchReceivedMinutes minutes = rig.Minutes(rig.Time);

        await ElasticsearchRig.ReadAsync(minutes, 0, 90);

        Assert.Equal(
            ["2 object events, none with a name in contexts_io_s3snowplow_pipeline_1.name: sums are made by that. Let the relays add the pipeline entity, or set Form to Documents, which needs none."], minutes.Warnings);
        rig.Arrive(5, at: Start.AddMinutes(91));
        await ElasticsearchRig.ReadAsync(minutes, 90, 95);
        Assert.Empty(minutes.Warnings);
    }
}
