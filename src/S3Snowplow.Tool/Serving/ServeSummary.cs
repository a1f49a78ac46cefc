using Microsoft.AspNetCore.Builder;
using S3Snowplow.AspNetCore;
using S3Snowplow.Capacity;
using S3Snowplow.Hosting.Spool;
using S3Snowplow.Hosting.Sqs;
using S3Snowplow.RabbitMq;
using S3Snowplow.RabbitMq.Connecting;

namespace S3Snowplow.Tool;

/// <summary>What runs, or would run: the members of the JSON document, and a line each for people. No secret is in it.</summary>
/// <param name="Configuration">The file of settings; <see langword="null"/> without one.</param>
/// <param name="Page">Where the page is.</param>
/// <param name="Webhook">Where notifications are posted.</param>
/// <param name="Senders">Who may post there.</param>
/// <param name="Health">Where the health is asked for.</param>
/// <param name="Collector">The collector's address; <see langword="null"/>: one in this process.</param>
/// <param name="Schema">The schema of the events.</param>
/// <param name="Bands">Where the bands come from; <see langword="null"/>: nothing is judged.</param>
/// <param name="Pipelines">How many pipelines they have; <see langword="null"/> where that is not known before the start.</param>
/// <param name="Spool">The folder of the spool.</param>
/// <param name="State">The file with the judge's state.</param>
/// <param name="Queues">The queues that are read.</param>
/// <param name="Channels">The channels that alerts are told to.</param>
/// <param name="Telemetry">Where metrics and traces go.</param>
internal sealed record ServeSummary(
    string? Configuration,
    string Page,
    string Webhook,
    string Senders,
    string Health,
    string? Collector,
    string Schema,
    string? Bands,
    int? Pipelines,
    string Spool,
    string? State,
    IReadOnlyList<string> Queues,
    IReadOnlyList<string> Channels,
    string? Telemetry)
{
    /// <summary>Gathers it from settings that were checked.</summary>
    /// <param name="app">The application.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="address">Where it listens, or is to.</param>
    /// <param name="isEmbedded">Whether the collector is one in this process.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ServeSummary> OfAsync(WebApplication app, ServeSettings settings, string address, bool isEmbedded, CancellationToken cancellationToken)
    {
        RelayOptions relay = ServeCheck.Options<RelayOptions>(app.Services)!;
        CapacityOptions? capacity = settings.Has("Capacity") ? ServeCheck.Options<CapacityOptions>(app.Services) : null;
        CapacityBands? bands = capacity is null ? null : (await ServeBands.ReadAsync(capacity, settings, cancellationToken)).Bands;
        string root = address.TrimEnd('/');
        return new ServeSummary(
            settings.File,
            root + "/",
            root + ServeApplication.Webhook,
            Posting(ServeCheck.Options<WebhookOptions>(app.Services)!),
            root + ServeApplication.Health,
            isEmbedded ? null : relay.CollectorUri!.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped),
            relay.EventSchema,
            capacity is null ? null : ServeBands.Place(capacity),
            bands?.Pipelines.Count,
            Path.GetFullPath(ServeCheck.Options<SpoolOptions>(app.Services)!.Directory!),
            capacity is null || ServeCheck.Options<ThroughputJudgeOptions>(app.Services)!.StateFile is not { Length: > 0 } state ? null : Path.GetFullPath(state),
            [.. QueuesOf(app.Services, settings)],
            capacity is null ? [] : [.. ServeBands.Channels(settings).Select(channel => channel.Name == channel.Type ? channel.Name : $"{channel.Name} ({channel.Type})")],
            Tool.Telemetry.Shown(settings));
    }

    /// <summary>The lines for people.</summary>
    public IEnumerable<string> Lines()
    {
        yield return Line("Settings", Configuration ?? $"no file; s3snowplow serve --init writes {ServeInput.DefaultFile}");
        yield return Line("Page", Page);
        yield return Line("Post to", $"{Webhook} ({Senders})");
        yield return Line("Health", Health);
        yield return Line("Collector", Collector ?? "one in this process, for trials: what it gets is gone at the end. Set COLLECTOR_URI for a real one");
        yield return Line("Events", Schema);
        yield return Line("Bands", Bands is null ? "not set, nothing is judged; set S3Snowplow:Capacity:BandsFile" : Pipelines is { } count ? $"{Bands}: {count} {(count == 1 ? "pipeline" : "pipelines")}" : Bands);
        yield return Line("Kept in", State is null ? Spool : $"{Spool}, {State}");
        yield return Line("Queues", Queues.Count == 0 ? "not set" : string.Join(", ", Queues));
        if (Channels.Count > 0)
        {
            yield return Line("Alerts to", string.Join(", ", Channels));
        }

        if (Telemetry is not null)
        {
            yield return Line("Metrics to", Telemetry);
        }
    }

    private static string Line(string name, string value) => $"{name,-11} {value}";

    private static string Posting(WebhookOptions options)
    {
        string[] ways =
        [
            .. options.Secrets.Count > 0 ? ["a secret"] : (string[])[],
            .. options.UserName is not null ? ["name and password"] : (string[])[],
            .. options.SnsTopics.Count > 0 ? ["the signature of an SNS topic"] : (string[])[],
        ];
        return options.AllowUnauthenticated ? "from everybody" : ways.Length > 0 ? $"with {string.Join(" or ", ways)}" : "from this machine";
    }

    private static IEnumerable<string> QueuesOf(IServiceProvider services, ServeSettings settings)
    {
        if (settings.Has("Sqs") && ServeCheck.Options<SqsSourceOptions>(services, "/sqs") is { } sqs)
        {
            yield return $"SQS {sqs.QueueUrl?.GetLeftPart(UriPartial.Path) ?? sqs.QueueName}";
        }

        if (settings.Has("RabbitMq") && ServeCheck.Options<RabbitMqSourceOptions>(services, "/rabbitmq") is { } rabbit)
        {
            yield return $"RabbitMQ {rabbit.Queue} at {BrokerAddress.Shown(rabbit)}";
        }
    }
}
