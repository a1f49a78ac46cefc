using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>Sends a test alert to channels. Exit code 0: each took it; 1: one did not; 2: the settings are wrong, and nothing was sent.</summary>
internal static class AlertTestRun
{
    // A Snowplow event is no message to anybody: whether the collector takes events, relay and doctor tell.
    private const string Event = "event";

    public static async Task<int> RunAsync(string? config, string? bandsFile, IReadOnlyList<string> only, ToolConsole console, CancellationToken cancellationToken)
    {
        var settings = AlertSettings.Read(new ServeInput { ConfigFile = config }, out IReadOnlyList<string> unread);
        CapacityBands? bands = bandsFile is null ? null : CheckRun.Load(bandsFile, console.Errors);
        if (bandsFile is not null && bands is null)
        {
            return ExitCode.Refused;
        }

        string[] names = [.. settings.Channels.Where(channel => !string.Equals(channel.Value.Type, Event, StringComparison.OrdinalIgnoreCase)).Select(channel => channel.Key)];
        if (Problems(settings, unread, names, only, bands) is { Count: > 0 } problems)
        {
            return console.Refuse($"{string.Join(Environment.NewLine, SettingProblems.Sorted(problems))}{Environment.NewLine}Nothing was sent.");
        }

        return await SendAsync([.. settings.Channels.Where(channel => names.Contains(channel.Key) && (only.Count == 0 || only.Contains(channel.Key)))], settings.Options, console, cancellationToken);
    }

    private static List<string> Problems(AlertSettings settings, IReadOnlyList<string> unread, string[] names, IReadOnlyList<string> only, CapacityBands? bands)
    {
        List<string> problems =
        [
            .. unread,
            .. settings.Channels.SelectMany(channel => AlertSettings.Types.Validate(channel.Key, channel.Value).Select(problem => settings.Written.Placed($"{KnownSettings.Root}:Alerts:{channel.Key}:", problem))),
        ];
        string known = names.Length == 0 ? "there is no channel" : $"there are: {string.Join(", ", names)}";
        problems.AddRange(only.Where(name => !names.Contains(name, StringComparer.Ordinal)).Select(name => $"--channel is '{name}', which is not set; {known}."));
        if (names.Length == 0 && problems.Count == 0)
        {
            problems.Add($"No channel is set. Channels stand in the section S3Snowplow:Alerts of the configuration file ({ServeInput.DefaultFile}, or --config), for example \"oncall\": {{ \"Type\": \"pagerduty\" }}; keys are best given by environment variables, S3Snowplow__Alerts__oncall__Credential.");
        }

        foreach (PipelineBand pipeline in bands?.Pipelines ?? [])
        {
            problems.AddRange(pipeline.Alerts.Where(alert => alert is not (Event or "log") && !names.Contains(alert, StringComparer.Ordinal))
                .Select(alert => $"--bands: pipeline {pipeline.Name} names the alert channel '{alert}', which is not set; {known}."));
        }

        return problems;
    }

    private static async Task<int> SendAsync(IReadOnlyList<KeyValuePair<string, AlertChannelSettings>> settings, AlertOptions options, ToolConsole console, CancellationToken cancellationToken)
    {
        using ILoggerFactory logging = new RunLog(console.Errors, "", TimeSpan.Zero).Factory();
        List<IAlertChannel> channels = [];
        try
        {
            foreach ((string name, AlertChannelSettings channel) in settings)
            {
                channels.Add(AlertSettings.Types.Create(name, channel, new AlertChannelServices { Time = console.Time, Loggers = logging }));
            }

            // To whom it escalates plays no part in a test, and may be a channel that is left out of it.
            options.EscalateTo = null;
            await using var outbox = new AlertOutbox("s3snowplow", channels, options, console.Time, logging);
            IReadOnlyList<AlertTestResult> results = await outbox.SendTestAsync(cancellationToken);
            return Tell(results, settings, console);
        }
        catch (ArgumentException exception)
        {
            return console.Refuse($"{exception.Message} Nothing was sent.");
        }
        finally
        {
            foreach (IDisposable channel in channels.OfType<IDisposable>())
            {
                channel.Dispose();
            }
        }
    }

    private static int Tell(IReadOnlyList<AlertTestResult> results, IReadOnlyList<KeyValuePair<string, AlertChannelSettings>> settings, ToolConsole console)
    {
        var addresses = settings.ToDictionary(channel => channel.Key, channel => channel.Value.Address, StringComparer.Ordinal);
        console.Table(["channel", "type", "answer", "why"], results.Select(result => (string[])[result.Channel, result.Type, Words(result.Answer.Outcome), UnreachedWords.Of(result.Answer, addresses.GetValueOrDefault(result.Channel))]));
        console.Json(new
        {
            Channels = results.Select(result => new { result.Channel, result.Type, result.Answer.Outcome, result.Answer.Reason, result.Answer.IsTaken, result.Size }),
        });
        string[] failed = [.. results.Where(result => !result.Answer.IsTaken).Select(result => result.Channel)];
        return failed.Length == 0
            ? ExitCode.Success
            : console.Fail($"{(failed.Length == 1 ? "This channel did" : "These channels did")} not take the test alert: {string.Join(", ", failed)}.");
    }

    private static string Words(AlertOutcome outcome) => outcome switch
    {
        AlertOutcome.Delivered => "took it",
        AlertOutcome.Accepted => "accepted it; look there whether it arrived",
        AlertOutcome.Refused => "refused it",
        AlertOutcome.Broken => "its address or credential is wrong",
        AlertOutcome.Throttled => "wants fewer messages for now",
        AlertOutcome.Unreachable => "was not reached",
        AlertOutcome.Unknown => "may have taken it or not",
        _ => outcome.ToString(),
    };
}
