using System.Runtime.InteropServices;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting.Running;
using S3Snowplow.Hosting.Spool;
using S3Snowplow.Hosting.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Hosting.Tests.Spool;

/// <summary>What a spool does with notifications that it cannot let go: too old, rejected without room, given back. Memory and log stay small, and the clock is kept.</summary>
public sealed class ReturnedNotificationTests : IDisposable
{
    private const int Many = 300;

    private readonly SpoolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TooOld_WhileNobodyReads_IsMovedByTheClock()
    {
        await using NotificationSpool spool = _folder.Open();
        await AppendAsync(spool, Many);

        _folder.Time.Advance(_folder.Options.MaxAge + TimeSpan.FromMinutes(11));
        await Patience.UntilAsync(() => (spool.Count, spool.RejectedCount) == (0, Many), "all are moved");
        await AppendAsync(spool, 1);

        Assert.Equal(1, spool.Count);
        _folder.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(Many, _folder.Logged(3023).Sum(entry => (long)entry.State["Count"]!));

        // A line a minute at most, and eleven minutes passed while they were moved.
        Assert.InRange(_folder.Logged(3023).Count, 1, 13);
    }

    [Fact]
    public async Task TooOld_OfAnEarlierProcess_IsMovedByTheClock()
    {
        await using (NotificationSpool spool = _folder.Open())
        {
            await AppendAsync(spool, 3);
        }

        _folder.Time.Advance(_folder.Options.MaxAge - TimeSpan.FromHours(1));
        await using NotificationSpool again = _folder.Open();
        Assert.Equal(3, again.Count);
        _folder.Time.Advance(TimeSpan.FromHours(2));

        await Patience.UntilAsync(() => (again.Count, again.RejectedCount) == (0, 3), "all are moved");
    }

    [Fact]
    public async Task TooOld_WhileItIsRelayed_StaysWithTheRelayAndIsMovedOnceItIsGivenBack()
    {
        await using NotificationSpool spool = _folder.Open();
        await spool.AppendAsync(HostRig.Record(1), "n1").Within();
        await spool.AppendAsync(HostRig.Record(2), "n2").Within();
        await using IAsyncEnumerator<Notification> reading = spool.ReadAsync().GetAsyncEnumerator();
        Assert.True(await reading.MoveNextAsync().AsTask().Within());
        Notification first = reading.Current;
        Assert.True(await reading.MoveNextAsync().AsTask().Within());

        _folder.Time.Advance(_folder.Options.MaxAge + TimeSpan.FromHours(1));
        Assert.Equal((2, 0), (spool.Count, spool.RejectedCount));
        await SettleAsync(first, _ => EventOutcome.Expired("the test has it"));
        await SettleAsync(reading.Current, _ => EventOutcome.Delivered);
        await Patience.UntilAsync(() => spool.Count == 1, "the delivered one is gone");
        _folder.Time.Advance(TimeSpan.FromHours(1));

        await Patience.UntilAsync(() => (spool.Count, spool.RejectedCount) == (0, 1), "the other is moved");
    }

    [Fact]
    public async Task RejectedWithoutRoom_IsOneLineInAnIntervalAndMovedWhenThereIsRoom()
    {
        _folder.Options.MaxRejectedBytes = 1;
        await using NotificationSpool spool = _folder.Open();
        await AppendAsync(spool, Many);
        await using (IAsyncEnumerator<Notification> reading = spool.ReadAsync().GetAsyncEnumerator())
        {
            for (int i = 0; i < Many; i++)
            {
                Assert.True(await reading.MoveNextAsync().AsTask().Within());

                // A body of random bytes is no notification.
                await SettleAsync(reading.Current, _ => EventOutcome.Delivered);
            }
        }

        Assert.Equal((Many, 0), (spool.Count, spool.RejectedCount));
        Assert.Single(_folder.Logged(3024));
        Assert.Contains("no room for more rejected", ((ISourceStatus)spool).Problem, StringComparison.Ordinal);
        _folder.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([1L, Many - 1L], _folder.Logged(3024).Select(entry => (long)entry.State["Count"]!));
        _folder.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, _folder.Logged(3024).Count);
    }

    [Fact]
    public async Task RejectedWithoutRoom_IsMovedWhenOthersWereReplayed()
    {
        _folder.Options.MaxRejectedBytes = 700;
        await using NotificationSpool spool = _folder.Open();
        await AppendAsync(spool, 2);
        await using IAsyncEnumerator<Notification> reading = spool.ReadAsync().GetAsyncEnumerator();
        for (int i = 0; i < 2; i++)
        {
            Assert.True(await reading.MoveNextAsync().AsTask().Within());
            await SettleAsync(reading.Current, _ => EventOutcome.Delivered);
        }

        await Patience.UntilAsync(() => (spool.Count, spool.RejectedCount) == (1, 1), "there is room for one");
        await spool.ReplayRejectedAsync().Within();
        await Patience.UntilAsync(() => (spool.Count, spool.RejectedCount) == (2, 0), "it is put back");
        _folder.Time.Advance(TimeSpan.FromMinutes(1));

        await Patience.UntilAsync(() => (spool.Count, spool.RejectedCount) == (1, 1), "the other has its room");
    }

    [Fact]
    public async Task GivenBack_KeepsNoBytesInMemoryAndIsReadAgain()
    {
        await using NotificationSpool spool = _folder.Open();
        List<WeakReference<byte[]>> bodies = [];
        for (int i = 0; i < Many; i++)
        {
            await AppendKeptAsync(spool, i, bodies);
        }

        await GiveBackAllAsync(spool, bodies);
        await Patience.UntilAsync(
            () =>
            {
                GC.Collect();
                return bodies.Count(body => body.TryGetTarget(out _)) < 10;
            },
            "next to no body that was stored, or read and given back, is in memory");

        Assert.Equal(Many, spool.Count);
        await using IAsyncEnumerator<Notification> again = spool.ReadAsync().GetAsyncEnumerator();
        _folder.Time.Advance(TimeSpan.FromMinutes(1));
        for (int i = 0; i < Many; i++)
        {
            Assert.True(await again.MoveNextAsync().AsTask().Within());
            Assert.Equal($"n{i}", again.Current.Id);
        }
    }

    // Apart, so that no variable of the test keeps what it made.
    private static async Task AppendKeptAsync(NotificationSpool spool, int number, List<WeakReference<byte[]>> bodies)
    {
        byte[] body = [.. HostRig.Record(number), .. new string(' ', 50_000).Select(one => (byte)one)];
        bodies.Add(new WeakReference<byte[]>(body));
        await spool.AppendAsync(body, $"n{number}").Within();
    }

    private static async Task GiveBackAllAsync(NotificationSpool spool, List<WeakReference<byte[]>> bodies)
    {
        await using IAsyncEnumerator<Notification> reading = spool.ReadAsync().GetAsyncEnumerator();
        List<Notification> read = [];
        for (int i = 0; i < Many; i++)
        {
            Assert.True(await reading.MoveNextAsync().AsTask().Within());
            read.Add(reading.Current);
            MemoryMarshal.TryGetArray(reading.Current.Body, out ArraySegment<byte> body);
            bodies.Add(new WeakReference<byte[]>(body.Array!));
        }

        foreach (Notification one in read)
        {
            await SettleAsync(one, _ => EventOutcome.Expired("the test has it"));
        }
    }

    private static async Task AppendAsync(NotificationSpool spool, int count)
    {
        for (int i = 0; i < count; i += 50)
        {
            await Task.WhenAll(Enumerable.Range(i, Math.Min(50, count - i)).Select(number => spool.AppendAsync(SpoolFolder.Body(number, 500), $"n{number}"))).Within();
        }
    }

    private static async Task SettleAsync(Notification notification, Func<Mapping.SnowplowEvent, EventOutcome> outcome)
    {
        await using var emitter = new RecordingEventEmitter { Outcome = outcome };
        await using var relay = new ObjectEventRelay(new RelayOptions(), emitter);
        await relay.RelayAsync(notification, TimeSpan.FromSeconds(30)).Within();
    }
}
