using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Tool;

/// <summary>How a pass over a source ended.</summary>
internal enum PassEnd
{
    /// <summary>The source has no more.</summary>
    Done,

    /// <summary>Somebody pressed Ctrl+C.</summary>
    Stopped,

    /// <summary>The collector took nothing for as long as an event is tried.</summary>
    CollectorFailed,

    /// <summary>The source failed.</summary>
    SourceFailed,
}

/// <summary>Relays what a source has to a collector, with progress, and counts what became of it.</summary>
/// <param name="console">Where it tells of progress.</param>
/// <param name="options">Where to, and as what.</param>
/// <param name="printsAll">Whether each row is printed as it settles.</param>
internal sealed class RelayPass(ToolConsole console, RelayOptions options, bool printsAll = false)
{
    private readonly Lock _gate = new();

    /// <summary>What became of it.</summary>
    public RelayTally Tally { get; } = new();

    /// <summary>Why the source failed, in a sentence.</summary>
    public string? Problem { get; private set; }

    /// <summary>The settings of somebody who waits: a collector that is down is heard of soon, and little is held.</summary>
    /// <param name="collector">The collector.</param>
    /// <param name="schema">The events' schema; the default one without.</param>
    /// <param name="allowHttp">Whether http is allowed to other machines.</param>
    public static RelayOptions Options(Uri? collector, string? schema = null, bool allowHttp = false) => new()
    {
        CollectorUri = collector,
        AllowHttp = allowHttp,
        EventSchema = schema ?? ObjectEventMapper.DefaultSchema.Text,
        Delivery =
        {
            RetryBudget = TimeSpan.FromSeconds(15),
            RetryMaxDelay = TimeSpan.FromSeconds(2),
            DrainTimeout = TimeSpan.FromSeconds(3),
            QueueCapacity = 500,
            QueueCapacityBytes = 1024 * 1024,

            // Bodies that the runtime takes for small objects, so that memory stays low.
            MaxBatchBytes = 64 * 1024,
        },
    };

    /// <summary>Relays.</summary>
    /// <param name="source">The source.</param>
    /// <param name="totalBytes">How many bytes it has; <see langword="null"/>: nobody knows.</param>
    /// <param name="most">How many notifications are taken at most.</param>
    /// <param name="sourceFailure">Says why the source failed, for an exception that it may throw; <see langword="null"/> for any other.</param>
    /// <param name="cancellationToken">Ctrl+C.</param>
    public async Task<PassEnd> RunAsync(IObjectEventSource source, long? totalBytes, long? most, Func<Exception, string?> sourceFailure, CancellationToken cancellationToken)
    {
        string collector = CollectorOption.Printed(options.CollectorUri!);
        using ILoggerFactory logging = new RunLog(console.Errors, collector, options.Delivery.RetryBudget).Factory();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using ToolProgress progress = console.Progress("relayed", "bytes", totalBytes);
        bool isDead = false;
        var tallied = new TalliedSource(source, Settled, most);
        await using var relay = new ObjectEventRelay(options, timeProvider: console.Time, loggerFactory: logging);
        try
        {
            await relay.RunAsync(tallied, stopping.Token);
        }
        catch (Exception exception) when (sourceFailure(exception) is { } problem)
        {
            Problem = problem;
            return PassEnd.SourceFailed;
        }

        return cancellationToken.IsCancellationRequested ? PassEnd.Stopped : Volatile.Read(ref isDead) ? PassEnd.CollectorFailed : PassEnd.Done;

        void Settled(long number, Notification notification, RelayResult result)
        {
            Tally.Add(number, notification, result);
            progress.Add(notification.Body.Length);
            if (printsAll)
            {
                Print(result);
            }

            if (result.Outcome == DeliveryOutcome.Expired)
            {
                // To wait as long for each of the others would help nobody.
                Volatile.Write(ref isDead, true);
                stopping.Cancel();
            }
        }
    }

    private void Print(RelayResult result)
    {
        lock (_gate)
        {
            foreach (string[] row in OutcomeTable.Rows(result))
            {
                console.Output.WriteLine(OutcomeTable.Line(row));
            }
        }
    }
}
