
namespace S3Snowplow.Benchmarks.Relay;

/// <summary>The whole way: notification bytes through <see cref="ObjectEventRelay.RunAsync"/> to a settled notification.</summary>
internal sealed class RelayArm(Uri collector) : IAsyncDisposable
{
    private readonly ObjectEventRelay _relay = new(EmitArm.Settings(collector));

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    /// <summary>Relays <paramref name="count"/> notifications, over and over those of <paramref name="bodies"/>.</summary>
    public async Task RunAsync(ReadOnlyMemory<byte>[] bodies, int count)
    {
        var source = new PreparedSource(bodies, count);
        await _relay.RunAsync(source);
        source.ThrowUnlessSettled();
    }

    /// <summary>The same through the package's own in-memory source, which makes a task for each notification.</summary>
    public async Task RunThroughChannelAsync(ReadOnlyMemory<byte>[] bodies, int count)
    {
        var source = new InMemoryObjectEventSource();
        Task run = _relay.RunAsync(source);
        for (int i = 0; i < count; i++)
        {
            await source.AddAsync(bodies[i % bodies.Length]);
        }

        source.Complete();
        await run;
    }
}
