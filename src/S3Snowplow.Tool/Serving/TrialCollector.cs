using S3Snowplow.Testing;

namespace S3Snowplow.Tool;

/// <summary>A collector in this process, for trials without one. It says how many events it has got, each time there are more.</summary>
internal sealed class TrialCollector : IAsyncDisposable
{
    private readonly LocalCollector _collector;
    private readonly CancellationTokenSource _closing = new();
    private Task _saying = Task.CompletedTask;

    private TrialCollector(LocalCollector collector) => _collector = collector;

    /// <summary>Its address.</summary>
    public Uri Uri => _collector.Uri;

    /// <summary>Starts one on a port that is free.</summary>
    /// <param name="schema">The schema of the events.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<TrialCollector> StartAsync(string schema, TimeProvider time, CancellationToken cancellationToken) => new(await EmbeddedCollector.StartAsync(schema, time, cancellationToken));

    /// <summary>Begins to say what it gets.</summary>
    public void SayWhatItGets(TextWriter output) => _saying = SayAsync(output, _closing.Token);

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
