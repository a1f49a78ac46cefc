using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Events;
using S3Snowplow.Sources;
using S3Snowplow.Testing;

namespace S3Snowplow.Tool;

/// <summary>One run: notifications in, a line for each event, and what the collector says in the end.</summary>
internal static class QuickstartRun
{
    private const int Success = 0;
    private const int NotAllDelivered = 1;
    private const int WrongSettings = 2;

    public static async Task<int> RunAsync(QuickstartSettings settings, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        string schema = settings.Schema ?? ObjectEventMapper.DefaultSchema.Text;
        await using LocalCollector? local = settings.Collector is null ? await StartCollectorAsync(schema, cancellationToken) : null;
        var options = new RelayOptions
        {
            CollectorUri = local?.Uri ?? (Uri.TryCreate(settings.Collector, UriKind.RelativeOrAbsolute, out Uri? given) ? given : null),
            AllowHttp = settings.AllowHttp,
            EventSchema = schema,

            // Somebody is waiting: a collector that is down should be heard of soon.
            Delivery = { RetryBudget = TimeSpan.FromSeconds(15), RetryMaxDelay = TimeSpan.FromSeconds(2) },
        };
        List<string> wrong = [.. options.Validate()];
        if (settings.Watch && local is null)
        {
            wrong.Add("--watch keeps the embedded collector running; it has no meaning together with --collector.");
        }

        if (wrong.Count > 0)
        {
            foreach (string message in wrong)
            {
                await errors.WriteLineAsync(message);
            }

            return WrongSettings;
        }

        // The relay's own warnings tell of problems that the table below tells of as well.
        using ILoggerFactory logging = LoggerFactory.Create(builder => builder
            .AddFilter(typeof(ObjectEventRelay).FullName, LogLevel.Error)
            .AddFilter("S3Snowplow", LogLevel.Warning)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        var results = new SettledNotifications();
        bool unreadable = false;
        await using (var relay = new ObjectEventRelay(options, loggerFactory: logging))
        {
            try
            {
                await relay.RunAsync(results.Of(Source(settings.Files, results.Settle)), cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                await errors.WriteLineAsync($"{exception.Message} What was read before it has been relayed.");
                unreadable = true;
            }
        }

        OutcomeTable.Write(output, results.InOrder());
        bool allDelivered = results.InOrder().All(settled => settled.Result.Outcome == DeliveryOutcome.Delivered);
        bool allGood = local is null || await SayAsync(local, output, cancellationToken);
        if (local is not null && settings.Watch)
        {
            await WatchAsync(local, output, cancellationToken);
        }

        return allDelivered && allGood && !unreadable ? Success : NotAllDelivered;
    }

    private static Task<LocalCollector> StartCollectorAsync(string schema, CancellationToken cancellationToken)
    {
        var options = new LocalCollectorOptions();
        if (IgluUri.TryParse(schema, out IgluUri? uri) && uri.Name != IgluCentralMapper.SchemaName && uri != ObjectEventMapper.DefaultSchema)
        {
            // Under any other name our layout is sent, so our schema is what describes it.
            options.SchemaAliases[uri.Text] = ObjectEventMapper.DefaultSchema.Text;
        }

        return LocalCollector.StartAsync(options, cancellationToken);
    }

    private static FileObjectEventSource Source(IReadOnlyList<string> files, Func<Notification, RelayResult, ValueTask> settle)
    {
        // Bundled: every shape that is wholly readable; the others are for tests.
        IEnumerable<(string Name, Func<Stream> Open)> inputs = files.Count == 0
            ? NotificationSamples.All.Where(sample => sample.ExpectedProblems == 0).Select(sample => (sample.Name, (Func<Stream>)(() => new MemoryStream(sample.Body.ToArray()))))
            : files.Select(file => (file == "-" ? "standard input" : file, (Func<Stream>)(() => file == "-" ? Console.OpenStandardInput() : File.OpenRead(file))));
        return new FileObjectEventSource(inputs, settle);
    }

    private static async Task<bool> SayAsync(LocalCollector local, TextWriter output, CancellationToken cancellationToken)
    {
        await local.WaitUntilJudgedAsync(cancellationToken);
        CollectorCounts counts = local.Counts;
        await output.WriteLineAsync($"The collector says: {counts.Good} good, {counts.Bad} bad");
        foreach (BadEvent bad in local.Bad)
        {
            await output.WriteLineAsync($"  bad: {string.Join(" ", bad.Errors)}");
        }

        return counts.Bad == 0;
    }

    private static async Task WatchAsync(LocalCollector local, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync($"The collector goes on at {local.Uri} until Ctrl+C; look at {local.Uri}micro/good and {local.Uri}micro/bad, or send more with --collector {local.Uri}");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C is how one ends it.
        }
    }
}
