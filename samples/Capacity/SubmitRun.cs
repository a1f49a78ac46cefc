using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity;
using S3Snowplow.Delivery;

namespace S3Snowplow.CapacitySample;

/// <summary>What the command line of <c>submit</c> asked for.</summary>
internal sealed record SubmitSettings(string Bands, string? Git, string Branch, string? Cursor, string Collector);

/// <summary>Sends capacities once. Exit code 0: the collector has them; 1: it has not; 2: the settings or the bands are wrong.</summary>
internal static class SubmitRun
{
    // A file that was written just now is not taken before it has settled.
    private const int Looks = 5;

    public static async Task<int> RunAsync(SubmitSettings settings, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var options = new RelayOptions
        {
            CollectorUri = Uri.TryCreate(settings.Collector, UriKind.Absolute, out Uri? collector) ? collector : null,
            Delivery = { RetryBudget = TimeSpan.FromSeconds(30), RetryMaxDelay = TimeSpan.FromSeconds(5) },
        };
        if (settings.Git is not null != (settings.Cursor is not null))
        {
            await errors.WriteLineAsync("--git and --cursor belong together.");
            return 2;
        }

        if (options.Validate() is { Count: > 0 } wrong)
        {
            await errors.WriteLineAsync(string.Join(Environment.NewLine, wrong));
            return 2;
        }

        if (settings.Git is null && CheckRun.Load(settings.Bands, errors) is null)
        {
            return 2;
        }

        using ILoggerFactory logging = LoggerFactory.Create(builder => builder.AddFilter("S3Snowplow", LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        IBandsSource source = settings.Git is { } repository
            ? new GitBandsSource(new GitBandsOptions { Repository = repository, Branch = settings.Branch, Path = settings.Bands, CursorFile = settings.Cursor! }, logging)
            : new BandsFileSource(settings.Bands, loggerFactory: logging);
        await using var emitter = new BufferedEventEmitter(options, loggerFactory: logging);
        var feed = new CapacityFeed(source, emitter, loggerFactory: logging);
        FeedResult result = await feed.StepAsync(cancellationToken);
        for (int look = 1; look < Looks && result is { Versions: 0, Problem: null }; look++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
            result = await feed.StepAsync(cancellationToken);
        }

        if (result.Problem is not null || result.Versions == 0)
        {
            await errors.WriteLineAsync(result.Problem ?? "There are no usable bands.");
            return 1;
        }

        await output.WriteLineAsync($"{result.Versions} versions, {result.Sent} events delivered, {feed.Capacities.Count} pipelines.");
        return 0;
    }
}
