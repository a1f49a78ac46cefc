using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Relay;

/// <summary>What a settled observer keeps is kept before the source may forget.</summary>
public sealed class SettledObserverTests
{
    [Fact]
    public async Task Source_IsToldOnlyWhenTheObserverIsDone()
    {
        var observer = new Observer();
        await using var rig = new RelayRig(settled: [observer]);

        Task<RelayResult> relayed = rig.RelayAsync(RelayRig.Records(2));
        await observer.Called.Task.Within();

        Assert.Empty(rig.Settled);
        Assert.False(relayed.IsCompleted);
        observer.MayEnd.SetResult();
        await relayed.Within();
        Assert.Single(rig.Settled);
        Assert.Equal(["k0 Delivered", "k1 Delivered"], observer.Seen);
    }

    [Fact]
    public async Task Observer_SeesWhatTheFilterKeptBack_AndWhatWasRejected()
    {
        var observer = new Observer();
        observer.MayEnd.SetResult();
        await using var rig = new RelayRig(options => options.Filter.KeyPrefix = "k1", settled: [observer]);

        await rig.RelayAsync(RelayRig.Records(3)).Within();

        Assert.Equal(["k0 filtered", "k1 Delivered", "k2 filtered"], observer.Seen);
    }

    [Fact]
    public async Task Observer_ThatThrows_HarmsNeitherSourceNorNeighbour()
    {
        var observer = new Observer();
        observer.MayEnd.SetResult();
        await using var rig = new RelayRig(settled: [new Throwing(), observer]);

        RelayResult result = await rig.RelayAsync(RelayRig.Records(1)).Within();

        Assert.Equal(DeliveryOutcome.Delivered, result.Outcome);
        Assert.Single(rig.Settled);
        Assert.Single(observer.Seen);
        Assert.Single(rig.Logged(1004));
    }

    [Fact]
    public async Task Observer_IsCalledForANotificationWithoutEvents()
    {
        var observer = new Observer();
        observer.MayEnd.SetResult();
        await using var rig = new RelayRig(settled: [observer]);

        await rig.RelayAsync("{}"u8.ToArray()).Within();

        Assert.True(observer.Called.Task.IsCompleted);
        Assert.Empty(observer.Seen);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(500)]
    public async Task Observer_OfFewAndManyRecords_SeesThemInTheirOrder(int count)
    {
        var observer = new Observer();
        observer.MayEnd.SetResult();
        await using var rig = new RelayRig(settled: [observer]);

        RelayResult result = await rig.RelayAsync(RelayRig.Records(count)).Within();

        Assert.Equal(Enumerable.Range(0, count).Select(i => $"k{i} Delivered"), observer.Seen);
        Assert.Equal(result.Events.Select(one => one.EventId), observer.Ids);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(1)]
    public async Task Body_ThatWasChanged_IsLogged_AndTheSourceIsToldAllTheSame(int before)
    {
        // Read whole, as there is a filter; or read again, as there are many records.
        byte[] body = RelayRig.Records(before);
        var observer = new Observer();
        observer.MayEnd.SetResult();
        await using var rig = new RelayRig(options => options.Filter.KeyPrefix = before == 1 ? "k" : "", settled: [observer]);
        rig.Emitter.Hold();

        Task<RelayResult> relayed = rig.RelayAsync(body);
        await rig.Emitter.WaitForAsync(before).Within();
        "[]                          "u8.CopyTo(body);
        Array.Fill(body, (byte)' ', 2, body.Length - 2);
        rig.Emitter.Release();

        Assert.Equal(DeliveryOutcome.Delivered, (await relayed.Within()).Outcome);
        Assert.Empty(observer.Seen);
        Assert.Single(rig.Settled);
        Assert.Contains("was changed before its source was told", Assert.Single(rig.Logged(1004)).Exception!.Message, StringComparison.Ordinal);
    }

    private sealed class Observer : ISettledObserver
    {
        public List<string> Seen { get; } = [];

        public List<Guid> Ids { get; } = [];

        public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask OnSettledAsync(SettledNotification settled)
        {
            foreach (SettledEvent one in settled)
            {
                Ids.Add(one.Event.GetEventId());
                Seen.Add($"{one.Event.Key} {one.Outcome?.Outcome.ToString() ?? "filtered"}");
            }

            Called.TrySetResult();
            return new ValueTask(MayEnd.Task);
        }
    }

    private sealed class Throwing : ISettledObserver
    {
        public ValueTask OnSettledAsync(SettledNotification settled) => throw new InvalidOperationException("mine");
    }
}
