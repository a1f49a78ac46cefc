using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity;
using S3Snowplow.Delivery;

namespace S3Snowplow.Tool;

/// <summary>What the command line of <c>submit</c> asked for.</summary>
internal sealed record SubmitSettings(string Bands, string? Git, string Branch, string? Cursor, Uri Collector, DateTimeOffset? EffectiveFrom = null);

/// <summary>Sends capacities once. Exit code 0: the collector has them; 1: it has not; 2: the settings or the bands are wrong.</summary>
internal static class SubmitRun
{
    // A file that was written just now is not taken before it has settled.
    private const int Looks = 5;

    public static async Task<int> RunAsync(SubmitSettings settings, ToolConsole console, CancellationToken cancellationToken)
    {
        var options = new RelayOptions
        {
            CollectorUri = settings.Collector,
            Delivery = { RetryBudget = TimeSpan.FromSeconds(30), RetryMaxDelay = TimeSpan.FromSeconds(5) },
        };
        if (WrongTogether(settings, console.Time) is { } together)
        {
            return console.Refuse($"{together} Nothing was sent.");
        }

        if (settings.Git is null && CheckRun.Load(settings.Bands, console.Errors) is null)
        {
            return ExitCode.Refused;
        }

        string collector = CollectorOption.Printed(settings.Collector);
        using ILoggerFactory logging = new RunLog(console.Errors, collector, options.Delivery.RetryBudget).Factory("S3Snowplow.Capacity");
        IBandsSource source;
        try
        {
            source = settings.Git is { } repository
                ? new GitBandsSource(new GitBandsOptions { Repository = repository, Branch = settings.Branch, Path = settings.Bands, CursorFile = settings.Cursor! }, logging)
                : await FileAsync(settings, logging, console);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException)
        {
            return console.Refuse($"{exception.Message} Nothing was sent.");
        }

        await using var emitter = new BufferedEventEmitter(options, timeProvider: console.Time, loggerFactory: logging);

        // Sent once, so the capacities are not repeated: a run over a whole quarter of an hour would send them a second time.
        var once = new CapacityFeedOptions { HeartbeatInterval = TimeSpan.MaxValue };
        var feed = new CapacityFeed(source, emitter, options: once, timeProvider: console.Time, loggerFactory: logging);
        FeedResult result = await feed.StepAsync(cancellationToken);
        for (int look = 1; look < Looks && result is { Versions: 0, Problem: null }; look++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), console.Time, cancellationToken);
            result = await feed.StepAsync(cancellationToken);
        }

        string? problem = result.Problem is not null
            ? Failure(result.Problem, emitter.State, collector, options.Delivery.RetryBudget)
            : result.Versions == 0 ? "There are no usable bands. Nothing was sent." : null;
        DateTimeOffset? from = problem is null && feed.Capacities.Count > 0 ? feed.Capacities.Max(capacity => capacity.EffectiveFrom) : null;
        console.Json(new { Collector = collector, result.Versions, Delivered = result.Sent, Pipelines = feed.Capacities.Count, EffectiveFrom = from, Problem = problem });
        if (problem is not null)
        {
            return console.Fail(problem);
        }

        console.Output.WriteLine($"{result.Versions} versions, {result.Sent} events delivered to {collector}, {feed.Capacities.Count} pipelines, in effect from {from:yyyy-MM-ddTHH:mm:ss.fffZ}.");
        return ExitCode.Success;
    }

    // Why the collector takes nothing was said when it was seen.
    private static string Failure(string problem, EmitterState state, string collector, TimeSpan budget) =>
        (state == EmitterState.Sending ? CollectorOption.Called(problem) : $"The bands were not submitted: {collector} took nothing for {budget.TotalSeconds:0} s. Check --collector.")
        + " Submitting again is harmless: the same bands give the same events.";

    private static string? WrongTogether(SubmitSettings settings, TimeProvider time)
    {
        if (settings.Git is not null && settings.Cursor is null)
        {
            return "--git needs --cursor, the file that remembers how far was read.";
        }

        if (settings.EffectiveFrom is not { } from)
        {
            return null;
        }

        return settings.Git is not null || settings.Cursor is not null
            ? "--effective-from says since when the bands hold, and --cursor remembers it: either the one or the other. With --git the commits say it."
            : from > time.GetUtcNow() ? $"--effective-from is {from:O}, which is in the future; a time up to now is allowed." : null;
    }

    // The same bands give the same events, whatever time the file has: that it was submitted, and since when it holds, is remembered beside it.
    private static async Task<BandsFileSource> FileAsync(SubmitSettings settings, ILoggerFactory logging, ToolConsole console)
    {
        BandsFolderLayout? layout = Directory.Exists(settings.Bands) ? new BandsFolderLayout() : null;
        if (settings.EffectiveFrom is { } from)
        {
            return new BandsFileSource(settings.Bands, layout, console.Time, logging) { EffectiveFrom = from };
        }

        string bands = Path.TrimEndingDirectorySeparator(Path.GetFullPath(settings.Bands));
        string cursor = settings.Cursor ?? Path.Combine(Path.GetDirectoryName(bands) ?? "", $".{Path.GetFileName(bands)}.submitted");
        if (settings.Cursor is null && !CanWrite(cursor))
        {
            await console.Errors.WriteLineAsync($"Warning: {cursor} cannot be written, so it is not remembered since when these bands hold. Sent again with another time of the file, the same events have another time: give --cursor or --effective-from.");
            return new BandsFileSource(settings.Bands, layout, console.Time, logging);
        }

        return new BandsFileSource(settings.Bands, layout, console.Time, logging, cursorFile: cursor);
    }

    private static bool CanWrite(string file)
    {
        try
        {
            using FileStream stream = File.Open(file + ".new", FileMode.OpenOrCreate, FileAccess.Write);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
