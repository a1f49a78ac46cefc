namespace S3Snowplow.Testing;

/// <summary>
/// A Snowplow collector inside the test's own process, with the pipeline's judgement behind it and Snowplow Micro's REST API beside it.
/// </summary>
/// <remarks>
/// <para>
/// It listens on 127.0.0.1 with HTTP/1.1. A POST to <c>/com.snowplowanalytics.snowplow/tp2</c>, as to any path of two segments, is answered
/// with 200 and <c>ok</c> whatever it holds; events are judged afterwards and show in <see cref="Good"/> or <see cref="Bad"/>. So await
/// <see cref="WaitForAsync"/> or <see cref="WaitUntilJudgedAsync"/> before looking.
/// </para>
/// <para>
/// It answers and judges as the software that <see cref="LocalCollectorOptions.Software"/> names, Snowplow Micro 4 by default: other paths give
/// 404, bodies over <see cref="LocalCollectorOptions.DropPayloadBytes"/> are refused, a GET gives the pixel, OPTIONS what a browser asks for, and
/// <c>/micro/all</c>, <c>good</c>, <c>bad</c>, <c>events</c>, <c>reset</c> and <c>iglu/…</c> answer as that version of Micro does. Source:
/// recordings of the collector 2.8.1 and of Micro 1.7.2; source and documentation of later versions.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// await using var collector = await LocalCollector.StartAsync();
/// collector.Faults.Enqueue(CollectorFault.Status(503));
/// // … send to collector.Uri …
/// await collector.WaitForAsync(events: 1);
/// Assert.Equal("iglu:io.s3snowplow/object_event/jsonschema/1-0-0", collector.Good[0].Schema);
/// </code>
/// </example>
public sealed class LocalCollector : IAsyncDisposable
{
    // Long enough for a slow machine; a test that reaches it has failed and wants to know why.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly EventStore _store;
    private readonly JudgementLoop _judgement;
    private readonly CollectorServer _server;

    private LocalCollector(EventStore store, JudgementLoop judgement, CollectorServer server, CollectorFaults faults)
    {
        _store = store;
        _judgement = judgement;
        _server = server;
        Faults = faults;
    }

    /// <summary>The address to send to: <c>http://127.0.0.1:PORT/</c>.</summary>
    public Uri Uri => _server.Uri;

    /// <summary>The script of faults.</summary>
    public CollectorFaults Faults { get; }

    /// <summary>The good events so far, in order of arrival, redelivered ones each time; with <see cref="LocalCollectorOptions.KeptEvents"/> the newest of them. A snapshot that does not change.</summary>
    public IReadOnlyList<GoodEvent> Good => _store.Good;

    /// <summary>The bad events so far, in order of arrival; with <see cref="LocalCollectorOptions.KeptEvents"/> the newest of them. A snapshot that does not change.</summary>
    public IReadOnlyList<BadEvent> Bad => _store.Bad;

    /// <summary>The requests to tracking endpoints so far, in the order in which their bodies were read. A snapshot that does not change.</summary>
    public IReadOnlyList<CollectorRequest> Requests => _store.Requests;

    /// <summary>The numbers of events so far, with that of different event ids.</summary>
    public CollectorCounts Counts => _store.Counts;

    /// <summary>Starts a collector.</summary>
    /// <param name="options">How it listens and what it knows; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The collector, listening.</returns>
    /// <exception cref="ArgumentException">A schema folder does not exist, or an alias is no schema address.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LocalCollector> StartAsync(LocalCollectorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LocalCollectorOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.DropPayloadBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.KeptEvents ?? 1, nameof(options));
        var time = options.TimeProvider;
        var registry = new SchemaRegistry(options);
        var store = new EventStore(options.KeptEvents);
        var faults = new CollectorFaults();
#pragma warning disable CA2000 // The collector owns the loop and the endpoint; where the start fails, the catch ends the loop, and the server its endpoint.
        var judgement = new JudgementLoop(new SchemaValidator(registry, time), store, new Pipeline(options, registry), isBounded: options.KeptEvents is not null);
        try
        {
            var tracking = new TrackingEndpoint(options, store, judgement, faults);
            var micro = new MicroApi(options, store, registry, () => Reset(store, judgement));
            var server = await CollectorServer.StartAsync(options, tracking, micro, cancellationToken).ConfigureAwait(false);
            return new LocalCollector(store, judgement, server, faults);
        }
        catch
        {
            await judgement.DisposeAsync().ConfigureAwait(false);
            throw;
        }
#pragma warning restore CA2000
    }

    /// <summary>Waits until this many events, good and bad together, are judged since the start or the last reset.</summary>
    /// <param name="events">How many; more will do.</param>
    /// <param name="timeout">How long at most, in real time; <see langword="null"/> for 30 seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">They did not come; the message says what did.</exception>
    /// <exception cref="ObjectDisposedException">The collector was disposed meanwhile.</exception>
    public Task WaitForAsync(int events, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        WaitAsync(_store.WhenEventsAsync(events), $"{events} events", timeout, cancellationToken);

    /// <summary>Waits until this many requests are read since the start or the last reset, however they end.</summary>
    /// <param name="requests">How many; more will do.</param>
    /// <param name="timeout">How long at most, in real time; <see langword="null"/> for 30 seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">They did not come; the message says what did.</exception>
    /// <exception cref="ObjectDisposedException">The collector was disposed meanwhile.</exception>
    public Task WaitForRequestsAsync(int requests, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        WaitAsync(_store.WhenRequestsAsync(requests), $"{requests} requests", timeout, cancellationToken);

    /// <summary>Waits until everything that was answered with 200 before this call is judged: afterwards an event that is missing stays missing.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitUntilJudgedAsync(CancellationToken cancellationToken = default) => _judgement.DrainAsync().WaitAsync(cancellationToken);

    /// <summary>Forgets all events and requests, and reads schemas anew from now on. Faults stay.</summary>
    public void Reset() => Reset(_store, _judgement);

    /// <summary>Ends all connections, hanging ones too, and stops. May be called twice.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        await _judgement.DisposeAsync().ConfigureAwait(false);
        _store.Close();
    }

    private static void Reset(EventStore store, JudgementLoop judgement)
    {
        store.Reset();
        judgement.ForgetSchemas();
    }

    private async Task WaitAsync(Task signal, string wanted, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        // Real time on purpose: on a manual clock a test that fails would hang instead.
        var patience = timeout ?? Patience;
        try
        {
            await signal.WaitAsync(patience, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            var counts = Counts;
            var firstBad = Bad is [var bad, ..] ? $" First bad event: {bad.Kind}, {string.Join("; ", bad.Errors)}." : "";
            throw new TimeoutException($"Waited {patience} for {wanted}; came: {counts.Good} good and {counts.Bad} bad events in {Requests.Count} requests.{firstBad}", e);
        }
    }
}
