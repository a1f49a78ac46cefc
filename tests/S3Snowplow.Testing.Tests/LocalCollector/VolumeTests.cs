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

    // For who leaves it running, or sends it more than memory holds.
    [Fact]
    public async Task Post_MoreThanAreKept_CountsAllAndKeepsTheNewest()
    {
        await using var fixture = await CollectorFixture.StartAsync(options => options.KeptEvents = 3);
        for (int batch = 0; batch < 40; batch++)
        {
            using var response = await fixture.Client.PostAsync(Tp2.Body(Tp2.Purchase(2 * batch), Tp2.Purchase((2 * batch) + 1)));
        }

        await fixture.SendAsync(Tp2.Purchase(100, "{}"));
        await fixture.Collector.WaitForAsync(81);
        await fixture.Collector.WaitForRequestsAsync(41);

        Assert.Equal(new CollectorCounts(80, 1, 3), fixture.Collector.Counts);
        Assert.Equal([Tp2.Id(77), Tp2.Id(78), Tp2.Id(79)], fixture.Collector.Good.Select(good => good.EventId));
        Assert.Equal([39L, 40, 41], fixture.Collector.Requests.Select(request => request.Number));
        Assert.Single(fixture.Collector.Bad);

        fixture.Collector.Reset();

        Assert.Equal(0, fixture.Collector.Counts.Total);
        Assert.Throws<ArgumentOutOfRangeException>(() => { LocalCollector.StartAsync(new LocalCollectorOptions { KeptEvents = 0 }).GetAwaiter().GetResult(); });
    }
}
