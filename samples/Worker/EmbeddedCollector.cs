using S3Snowplow.Testing;

namespace S3Snowplow.Worker;

/// <summary>A collector in this process, for trying the worker without one. It says how many events it has got, each time there are more.</summary>
internal sealed class EmbeddedCollector : IAsyncDisposable
{
    private readonly LocalCollector _collector;
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

    /// <summary>Begins to say it, until the worker stops.</summary>
    public void SayWhatItGets(TextWriter output, CancellationToken stopping) => _saying = SayAsync(output, stopping);

    public async ValueTask DisposeAsync()
    {
        await _saying;
        await _collector.DisposeAsync();
    }

    private async Task SayAsync(TextWriter output, CancellationToken stopping)
    {
        for (int seen = 0; !stopping.IsCancellationRequested;)
        {
            try
            {
                await _collector.WaitForAsync(seen + 1, Timeout.InfiniteTimeSpan, stopping);
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
