using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Elasticsearch.Diagnostics;
using S3Snowplow.Delivery;

namespace S3Snowplow.Capacity;

/// <summary>
/// What a function does that a schedule starts: sends the capacities of <c>BANDS_URI</c>, judges from <c>ELASTICSEARCH_URI</c>, or both. For AWS Lambda with
/// S3Snowplow.Lambda's <c>OnScheduledEvent</c>, and for any other scheduler.
/// </summary>
/// <remarks>
/// <para>Nothing is remembered that a run needs: one that is missed, fails or is repeated, in this process or in another, changes nothing but when something is sent. The same
/// fact has the same event id.</para>
/// <para>One run at a time an instance; a second one waits.</para>
/// </remarks>
public sealed class CapacityFunction : IAsyncDisposable
{
    private readonly BandsAddress? _address;
    private readonly LiveBands? _bands;
    private readonly CapacityJob? _capacities;
    private readonly JudgeJob? _judge;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _one = new(1, 1);
    private ElasticsearchJudgeState? _ownState;

    /// <summary>Makes a function.</summary>
    /// <param name="options">Settings; do not change them afterwards.</param>
    /// <param name="http">Asks for the bands, asks Elasticsearch and posts alerts; without one, clients of their own that follow no redirects.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Where it logs to.</param>
    /// <exception cref="RelayOptionsException">Settings are wrong; it has a message for each.</exception>
    public CapacityFunction(CapacityFunctionOptions options, HttpClient? http = null, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } errors)
        {
            throw new RelayOptionsException(errors);
        }

        TimeProvider time = _time = timeProvider ?? TimeProvider.System;
        ILogger logger = GuardedLogger.Create<CapacityFunction>(loggerFactory);
        var events = new CapacityEvents(options.Schemas);
        if (options.BandsUri is { } bands)
        {
            (_address, _bands) = (new BandsAddress(bands, options.BandsEffectiveFrom, http, time), new LiveBands());
            _capacities = options.SendsCapacities ? new CapacityJob(options.HeartbeatInterval, events, time, logger) : null;
        }

        if (options.Elasticsearch.Address is not null)
        {
            _judge = new JudgeJob(options, _bands, events, http, time, loggerFactory, logger);
        }

        Log.FunctionReady(logger, (_capacities, _judge) switch { (null, _) => "judges from Elasticsearch", (_, null) => "sends capacities", _ => "sends capacities, and judges from Elasticsearch" });
    }

    /// <summary>Makes a function with the settings of the environment variables; the package's README lists them.</summary>
    /// <param name="configure">Changes or adds to them.</param>
    /// <param name="loggerFactory">Where it logs to.</param>
    /// <exception cref="RelayOptionsException">Settings are wrong; it has a message for each, by the variable's name, and no secret.</exception>
    public static CapacityFunction FromEnvironment(Action<CapacityFunctionOptions>? configure = null, ILoggerFactory? loggerFactory = null) =>
        From(Environment.GetEnvironmentVariable, configure, loggerFactory);

    internal static CapacityFunction From(Func<string, string?> variable, Action<CapacityFunctionOptions>? configure = null, ILoggerFactory? loggerFactory = null)
    {
        var options = new CapacityFunctionOptions();
        List<string> errors = FunctionSettings.Read(variable, options);
        try
        {
            configure?.Invoke(options);
        }
        catch (RelayOptionsException exception)
        {
            errors.AddRange(exception.Errors);
        }

        ElasticsearchJudgeState? state = null;
        if (options.State is null && variable(FunctionState.Variable) is { Length: > 0 } place && !errors.Exists(error => error.StartsWith(FunctionState.Variable, StringComparison.Ordinal)))
        {
            options.State = state = FunctionState.Create(place, options.Elasticsearch, errors);
        }

        // A variable that could not be read counts as not set; that it then seems to be missing is no news.
        string[] unreadable = [.. errors.Select(error => error.Split(' ', 2)[0])];
        errors.AddRange(options.Validate().Where(error => !Array.Exists(unreadable, name => error.Contains(name, StringComparison.Ordinal))));
        if (errors.Count == 0)
        {
            return new CapacityFunction(options, loggerFactory: loggerFactory) { _ownState = state };
        }

        state?.Dispose();
        throw new RelayOptionsException(errors);
    }

    /// <summary>Does once what the function is for. Where both are, a failure of one does not keep the other from being done.</summary>
    /// <param name="emitter">Sends the events; stays its owner's.</param>
    /// <param name="remaining">The time that the run has; in AWS Lambda that to the invocation's deadline. A second of it is left for the answer.</param>
    /// <param name="cancellationToken">Calls the run off; what was not told is told by the next one.</param>
    /// <exception cref="CapacityFunctionException">Something was not sent, or not judged: the scheduler should try it again, or leave it to the next run.</exception>
    /// <exception cref="OperationCanceledException">Called off.</exception>
    public async Task RunAsync(IEventEmitter emitter, TimeSpan remaining, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(emitter);

        long started = _time.GetTimestamp();
        TimeSpan Left() => remaining - TimeSpan.FromSeconds(1) - _time.GetElapsedTime(started);
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            (BandsVersion? version, string? unread) = await ReadBandsAsync(cancellationToken).ConfigureAwait(false);
            Task<string?> capacities = version is null || _capacities is null ? Task.FromResult(unread) : _capacities.RunAsync(version, emitter, Left, cancellationToken);
            Task<string?> judge = _judge?.RunAsync(emitter, Left, cancellationToken) ?? Task.FromResult<string?>(null);
            string?[] problems = await Task.WhenAll(capacities, judge).ConfigureAwait(false);
            if (problems.Any(problem => problem is not null))
            {
                throw new CapacityFunctionException(string.Join(" ", problems.OfType<string>()));
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Ends what is being told.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_judge is not null)
        {
            await _judge.DisposeAsync().ConfigureAwait(false);
        }

        _ownState?.Dispose();

        _one.Dispose();
    }

    // Bands that cannot be read now do not keep the judge from its work: those before stay in effect, and capacities come with the events too.
    private async Task<(BandsVersion? Version, string? Problem)> ReadBandsAsync(CancellationToken cancellationToken)
    {
        if (_address is null)
        {
            return (null, null);
        }

        try
        {
            BandsVersion version = await _address.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (version.Bands.ContentHash != _bands!.Current?.ContentHash)
            {
                _bands.Set(version.Bands, version.EffectiveFrom);
            }

            return (version, null);
        }
        catch (Exception exception) when (exception is IOException or BandsException)
        {
            return (null, $"{(_capacities is null ? "The bands were not read; those before stay in effect." : "No capacities were sent.")} {exception.Message}");
        }
    }
}
