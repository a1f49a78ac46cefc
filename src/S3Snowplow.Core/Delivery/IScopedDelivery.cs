namespace S3Snowplow.Delivery;

/// <summary>What a relay needs of an emitter: events of many notifications, each with the deadline of its own scope, gathered into common requests.</summary>
/// <remarks>A <see cref="BufferedEventEmitter"/> is one. <see cref="ForeignDelivery"/> makes one of any other <see cref="IEventEmitter"/>.</remarks>
internal interface IScopedDelivery
{
    /// <summary>Whether events can be sent at present.</summary>
    EmitterState State { get; }

    /// <summary>The books; at all times accepted = delivered + rejected + expired + abandoned + pending.</summary>
    EmitterStatistics Statistics { get; }

    /// <summary>The deadlines of the scopes whose events it is given.</summary>
    Deadlines Deadlines { get; }

    /// <summary>Accepts events, each for its own scope, as far as that needs no waiting, and tells whether that was all of them. <see cref="EncodedEvents.Next"/> says how far it came.</summary>
    bool TryEnqueue(EncodedEvents events);

    /// <summary>Accepts events, each for its own scope, in their order; waits while there is no room. The events are left alone until the task has completed.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; those that were not accepted are in no scope.</exception>
    /// <exception cref="ObjectDisposedException">The emitter is closed; those that were not accepted are in no scope.</exception>
    ValueTask EnqueueAsync(EncodedEvents events, CancellationToken cancellationToken);

    /// <summary>As <see cref="IEventEmitter.FlushAsync"/>.</summary>
    Task<FlushResult> FlushAsync(TimeSpan deadline, CancellationToken cancellationToken = default);

    /// <summary>Completes at once while events can be sent, otherwise when more may be taken from a source.</summary>
    ValueTask WaitUntilReadyAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Completes at once while few events wait for a request, otherwise when the requests that may be in flight have taken most of them. A source that can be asked later waits here: what
    /// is taken before it is needed only fills the memory.
    /// </summary>
    ValueTask WaitUntilWantedAsync(CancellationToken cancellationToken = default);

    /// <summary>Completes when no request is under way that holds only events of closed scopes.</summary>
    Task WhenQuietAsync();

    /// <summary>Until <see cref="EndBurst"/> more events come at once, so that they share requests even while the emitter is idle.</summary>
    void BeginBurst();

    /// <summary>Ends what <see cref="BeginBurst"/> began.</summary>
    void EndBurst();

    /// <summary>Until <see cref="EndClosing"/> many scopes are closed for one reason, which is logged once.</summary>
    void BeginClosing();

    /// <summary>Ends what <see cref="BeginClosing"/> began.</summary>
    void EndClosing();
}
