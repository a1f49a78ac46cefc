using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Tool;

/// <summary>What the collector in this process says of what it got.</summary>
/// <param name="Good">Events that a pipeline would take.</param>
/// <param name="Bad">Events, or whole bodies, that a pipeline would turn into bad rows.</param>
/// <param name="Errors">What is wrong with the newest bad ones, each once.</param>
internal sealed record CollectorVerdict(int Good, int Bad, IReadOnlyList<string> Errors);

/// <summary>The collector of a relay that was told of no other one. It judges every event by its schema, keeps the newest, and forgets all when the process ends.</summary>
internal static class EmbeddedCollector
{
    // Of each kind: enough to look at, and memory that does not grow with what is sent.
    private const int Kept = 100;

    private const int MostErrors = 10;

    /// <summary>Starts it.</summary>
    /// <param name="schema">The schema of the events.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static Task<LocalCollector> StartAsync(string schema, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = new LocalCollectorOptions { KeptEvents = Kept, TimeProvider = time };
        if (IgluUri.TryParse(schema, out IgluUri? uri) && uri.Name != IgluCentralMapper.SchemaName && uri != ObjectEventMapper.DefaultSchema)
        {
            // Under any other name our layout is sent, so our schema is what describes it.
            options.SchemaAliases[uri.Text] = ObjectEventMapper.DefaultSchema.Text;
        }

        return LocalCollector.StartAsync(options, cancellationToken);
    }

    /// <summary>What it says, once it has judged all that it got.</summary>
    public static async Task<CollectorVerdict> VerdictAsync(LocalCollector collector)
    {
        await collector.WaitUntilJudgedAsync();
        CollectorCounts counts = collector.Counts;
        return new CollectorVerdict(counts.Good, counts.Bad, [.. collector.Bad.Select(bad => string.Join(' ', bad.Errors)).Distinct(StringComparer.Ordinal).Take(MostErrors)]);
    }

    /// <summary>Lets it run until Ctrl+C.</summary>
    public static async Task WatchAsync(LocalCollector collector, ToolConsole console, CancellationToken cancellationToken)
    {
        console.Output.WriteLine($"The collector goes on at {collector.Uri} until Ctrl+C, with the newest {Kept} events; look at {collector.Uri}micro/good and {collector.Uri}micro/bad, or send more with --collector {collector.Uri}");
        await console.Output.FlushAsync(CancellationToken.None);
        await Task.Delay(Timeout.InfiniteTimeSpan, console.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
