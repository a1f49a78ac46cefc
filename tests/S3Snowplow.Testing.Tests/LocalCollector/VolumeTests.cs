namespace S3Snowplow.Testing.Tests;

public sealed class VolumeTests
{
    [Fact]
    public async Task Post_TwentyThousandEvents_AreAllJudged()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var entity = Tp2.Contexts(Tp2.SelfDescribing(SchemaFolder.Shop, """{"name":"x"}"""));

        for (var batch = 0; batch < 100; batch++)
        {
            var events = Enumerable.Range(batch * 200, 200).Select(n => Tp2.Purchase(n)).ToArray();
            foreach (var parameters in events)
                parameters["co"] = entity;
            using var response = await fixture.Client.PostAsync(Tp2.Body(events));
        }

        await fixture.Collector.WaitForAsync(20_000);

        Assert.Equal(new CollectorCounts(20_000, 0, 20_000), fixture.Collector.Counts);
    }
}
