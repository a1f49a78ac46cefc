using System.Text.Json;
using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Alerts;
using S3Snowplow.Capacity.Alerts.Channels;
using S3Snowplow.Capacity.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>
/// Calls an address elsewhere after each run, so that a monitor there notices when nobody judges any more. Whoever judged calls it: a timer of its own would go on when the judge has stopped.
/// </summary>
/// <remarks>
/// Made for Healthchecks and what speaks like it: <c>POST ADDRESS</c> for a run that went well, <c>POST ADDRESS/fail</c> with the reason for one that did not. Always POST: a check that takes POST only answers 200 to
/// everything else and counts it for nothing. Let the monitor wait for 3 to 5 minutes, and let it be another provider than the one that pages. Source: healthchecks.io, "Pinging API".
/// </remarks>
public sealed class DeadManSwitch : IDisposable
{
    private const int MaxReason = 500;

    // A run must not wait for it longer: the next one comes in a minute.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // A notification that waits longer is as good as a judge that has stopped: somebody else has to say so.
    private static readonly TimeSpan LongestOwed = TimeSpan.FromMinutes(5);

    private readonly Uri _alive;
    private readonly Uri _failing;
    private readonly HttpClient _http = AlertHttpClient.Create();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private DateTimeOffset? _logged;

    /// <summary>Makes a switch.</summary>
    /// <param name="address">The address for runs that went well. It is a secret: whoever has it can keep the monitor quiet.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Where it logs to.</param>
    /// <param name="failAddress">The address for runs that did not; <paramref name="address"/> and <c>/fail</c> without.</param>
    /// <exception cref="ArgumentException">An address is none, or is no https address; it is not printed.</exception>
    public DeadManSwitch(string address, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null, string? failAddress = null)
    {
        ArgumentNullException.ThrowIfNull(address);

        if (Validate(address, failAddress) is [var problem, ..])
        {
            throw new ArgumentException(problem, nameof(address));
        }

        _alive = new Uri(address);
        _failing = failAddress is null ? new UriBuilder(_alive) { Path = $"{_alive.AbsolutePath.TrimEnd('/')}/fail" }.Uri : new Uri(failAddress);
        (_time, _logger) = (timeProvider ?? TimeProvider.System, GuardedLogger.Create<DeadManSwitch>(loggerFactory));
    }

    /// <summary>What is wrong with its addresses, each in a sentence that names the setting. They are not printed.</summary>
    public static IReadOnlyList<string> Validate(string? address, string? failAddress = null)
    {
        var problems = new AlertSettingProblems("DeadMan");
        AlertHttpClient.Check(address, "Address", problems);
        AlertHttpClient.Check(failAddress, "FailAddress", problems, isRequired: false);
        return problems.All;
    }

    /// <summary>A run went well: everything was judged, and nothing critical waits for too long. Never throws.</summary>
    /// <param name="pipelines">How many pipelines were judged.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task SucceedAsync(int pipelines, CancellationToken cancellationToken = default) => CallAsync(
        _alive,
        json =>
        {
            json.WriteNumber("pipelines_judged"u8, pipelines);
        },
        cancellationToken);

    /// <summary>A run did not go well: not everything could be judged, or told. Never throws.</summary>
    /// <param name="reason">Why, for people; no secret.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task FailAsync(string reason, CancellationToken cancellationToken = default) => CallAsync(
        _failing,
        json =>
        {
            json.WriteString("reason"u8, AlertWords.Cut(AlertWords.OneLine(reason ?? string.Empty), MaxReason));
        },
        cancellationToken);

    /// <summary>Why a run with these channels has not gone well: a channel that is owed something for longer than this; <see langword="null"/>: it has.</summary>
    /// <param name="channels">How the channels are doing (<see cref="AlertOutbox.Channels"/>).</param>
    /// <param name="now">The present time.</param>
    /// <param name="patience">How long something may be owed.</param>
    public static string? ReasonToFail(IReadOnlyList<AlertChannelStatus> channels, DateTimeOffset now, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(channels);

        string[] late = [.. channels.Where(channel => channel.OldestOwed is { } oldest && now - oldest > patience).Select(channel => $"{channel.Name} ({channel.Reason ?? "not attempted"})")];
        return late.Length == 0 ? null : $"alerts wait for {string.Join(", ", late)}";
    }

    /// <summary>Says how a run went: not well with a problem, or with a channel that is owed something for more than 5 minutes. Never throws.</summary>
    internal Task ReportAsync(string? problem, IReadOnlyList<AlertChannelStatus> channels, int pipelines, CancellationToken cancellationToken)
    {
        string[] reasons = [.. new[] { problem, ReasonToFail(channels, _time.GetUtcNow(), LongestOwed) }.OfType<string>()];
        return reasons.Length == 0 ? SucceedAsync(pipelines, cancellationToken) : FailAsync(string.Join(' ', reasons), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task CallAsync(Uri address, Action<Utf8JsonWriter> members, CancellationToken cancellationToken)
    {
        string? problem;
        try
        {
            using var limit = new CancellationTokenSource(Patience, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            byte[] body = AlertJson.Body(json =>
            {
                json.WriteStartObject();
                members(json);
                json.WriteEndObject();
            });
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } } };
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            problem = response.IsSuccessStatusCode ? null : $"http_{(int)response.StatusCode}";
        }
        catch (OperationCanceledException)
        {
            problem = cancellationToken.IsCancellationRequested ? null : "timeout";
        }
#pragma warning disable CA1031 // A monitor that is away must not end the judging. What is thrown may have the address in it, so only its type is told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            problem = exception is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http ? http.HttpRequestError.ToString() : exception.GetType().Name;
        }

        Say(problem);
    }

    // Once, and each hour while it lasts.
    private void Say(string? problem)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (problem is null)
        {
            if (_logged is not null)
            {
                Log.DeadManWorks(_logger);
            }

            _logged = null;
        }
        else if (_logged is not { } logged || now - logged >= TimeSpan.FromHours(1) || now < logged)
        {
            _logged = now;
            Log.DeadManFails(_logger, problem);
        }
    }
}
