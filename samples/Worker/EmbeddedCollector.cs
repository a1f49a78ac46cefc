using S3Snowplow.Testing;

namespace S3Snowplow.Worker;

/// <summary>A collector in this process, for trying the worker without one. It says how many events it has got, each time there are more.</summary>
internal sealed class EmbeddedCollector : IAsyncDisposable
{
    private readonly LocalCollector _collector;
    private readonly CancellationTokenSource _closing = new();
    private Task _saying = Task.CompletedTask;

    private EmbeddedCollector(LocalCollector collector) => _collector = collector;

    /// <summary>Starts one, and makes it the relay's, where the configuration has no address of a collector.</summary>
    public static async Task<EmbeddedCollector?> StartWhereNoneIsSetAsync(IConfiguration configuration)
    {
        if (configuration["COLLECTOR_URI"] is not null || configuration["S3Snowplow:CollectorUri"] is not null)
        {
            return null;
        }

        LocalCollector collector = await LocalCollector.StartAsync();
        configuration["COLLECTOR_URI"] = collector.Uri.AbsoluteUri;
        return new EmbeddedCollector(collector);
    }

    /// <summary>Says that it is for trials, and begins to say what it gets.</summary>
    public void SayWhatItGets(TextWriter output)
    {
        output.WriteLine("COLLECTOR_URI is not set: events go to a collector in this process, for trials, and are gone when it ends.");
        _saying = SayAsync(output, _closing.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _saying;
        await _collector.DisposeAsync();
        _closing.Dispose();
    }

    private async Task SayAsync(TextWriter output, CancellationToken closing)
    {
        for (int seen = 0; !closing.IsCancellationRequested;)
        {
            try
            {
                await _collector.WaitForAsync(seen + 1, Timeout.InfiniteTimeSpan, closing);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            CollectorCounts counts = _collector.Counts;
            seen = counts.Good + counts.Bad;
            await output.WriteLineAsync($"The collector says: {counts.Good} good, {counts.Bad} bad");
        }
    }
}
