namespace S3Snowplow.Testing.Tests;

public sealed class VolumeTests
{
    [Fact]
    public async Task Post_ThousandsOfEvents_AreAllJudged()
    {
        int events = Proof.Count(part: 4000, whole: 20_000);
        await using var fixture = await CollectorFixture.StartAsync();
        var entity = Tp2.Contexts(Tp2.SelfDescribing(SchemaFolder.Shop, """{"name":"x"}"""));

        for (var batch = 0; batch < events / 200; batch++)
        {
            var purchases = Enumerable.Range(batch * 200, 200).Select(n => Tp2.Purchase(n)).ToArray();
            foreach (var parameters in purchases)
                parameters["co"] = entity;
            using var response = await fixture.Client.PostAsync(Tp2.Body(purchases));
        }

        await fixture.Collector.WaitForAsync(events);

        Assert.Equal(new CollectorCounts(events, 0, events), fixture.Collector.Counts);
    }
}
