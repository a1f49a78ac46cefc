namespace S3Snowplow.Testing.Tests;

public sealed class EventStoreTests
{
    private static readonly CollectorRequest Request = new()
    {
        Number = 1,
        Method = "POST",
        Path = "/a/b",
        Headers = new Dictionary<string, string>(),
        ArrivedAt = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public void Add_VerdictsFromBeforeAReset_LeavesNoTrace()
    {
        var store = new EventStore();
        var generation = store.Generation;

        store.Reset();
        store.Add([BadVerdict()], generation);

        Assert.Equal(0, store.Counts.Total);
    }

    [Fact]
    public void Snapshots_AfterMoreCame_DoNotChange()
    {
        var store = new EventStore();
        store.Add(Request);
        store.Add([BadVerdict()], store.Generation);
        var (requests, bad) = (store.Requests, store.Bad);

        store.Add(Request);
        store.Add([BadVerdict()], store.Generation);

        Assert.Single(requests);
        Assert.Single(bad);
        Assert.Equal(2, store.Requests.Count);
        Assert.Same(store.Bad, store.Bad);
    }

    [Fact]
    public async Task WhenEventsAsync_SeveralWaiters_WakeAtTheirNumber()
    {
        var store = new EventStore();
        var (one, two) = (store.WhenEventsAsync(1), store.WhenEventsAsync(2));

        store.Add([BadVerdict()], store.Generation);
        await one;

        Assert.False(two.IsCompleted);
        store.Add([BadVerdict()], store.Generation);
        await two;
    }

    private static Verdict BadVerdict() => new(null, BadRow.OfBody(BadRow.GenericError, Request, [], DateTimeOffset.UnixEpoch, SnowplowSoftware.Micro4));
}
