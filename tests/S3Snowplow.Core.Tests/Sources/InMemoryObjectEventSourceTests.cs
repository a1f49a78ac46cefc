using System.Threading.Channels;

namespace S3Snowplow.Core.Tests.Sources;

public sealed class InMemoryObjectEventSourceTests
{
    [Fact]
    public async Task ReadAsync_AfterComplete_GivesAllInOrderAndEnds()
    {
        var source = new InMemoryObjectEventSource();
        await source.AddAsync("{}"u8.ToArray(), "first");
        await source.AddAsync("[]"u8.ToArray());
        source.Complete();
        source.Complete();

        var read = new List<(string, int)>();
        await foreach (Notification notification in source.ReadAsync())
        {
            read.Add((notification.Id, notification.Body.Span[0]));
        }

        Assert.Equal([("first", '{'), ("notification", '[')], read);
    }

    [Fact]
    public async Task AddAsync_Settled_CompletesWithTheResultAndNotBefore()
    {
        var source = new InMemoryObjectEventSource();
        Task<RelayResult> settled = await source.AddAsync("{}"u8.ToArray());
        source.Complete();

        await foreach (Notification notification in source.ReadAsync())
        {
            Assert.False(settled.IsCompleted);
            await notification.SettleAsync(null!);
        }

        Assert.Null(await settled);
    }

    [Fact]
    public async Task AddAsync_FullSource_WaitsForRoom()
    {
        var source = new InMemoryObjectEventSource(capacity: 1);
        await source.AddAsync("{}"u8.ToArray(), "first");

        ValueTask<Task<RelayResult>> second = source.AddAsync("{}"u8.ToArray(), "second");
        Assert.False(second.IsCompleted);

        await using IAsyncEnumerator<Notification> reading = source.ReadAsync().GetAsyncEnumerator();
        Assert.True(await reading.MoveNextAsync());
        await second;
        Assert.True(await reading.MoveNextAsync());
        Assert.Equal("second", reading.Current.Id);
    }

    [Fact]
    public async Task AddAsync_WaitCancelled_AddsNothing()
    {
        var source = new InMemoryObjectEventSource(capacity: 1);
        await source.AddAsync("{}"u8.ToArray(), "first");
        using var cancellation = new CancellationTokenSource();

        Task waiting = source.AddAsync("{}"u8.ToArray(), "second", cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        source.Complete();
        var read = new List<string>();
        await foreach (Notification notification in source.ReadAsync())
        {
            read.Add(notification.Id);
        }

        Assert.Equal(["first"], read);
    }

    [Fact]
    public async Task AddAsync_AfterComplete_Throws()
    {
        var source = new InMemoryObjectEventSource();
        source.Complete();

        await Assert.ThrowsAsync<ChannelClosedException>(() => source.AddAsync("{}"u8.ToArray()).AsTask());
    }

    [Fact]
    public async Task ReadAsync_Cancelled_Throws()
    {
        var source = new InMemoryObjectEventSource();
        using var cancellation = new CancellationTokenSource();
        await using IAsyncEnumerator<Notification> reading = source.ReadAsync(cancellation.Token).GetAsyncEnumerator(CancellationToken.None);

        ValueTask<bool> waiting = reading.MoveNextAsync();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.AsTask());
    }

    [Fact]
    public void Constructor_WithoutRoom_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new InMemoryObjectEventSource(0));
}
