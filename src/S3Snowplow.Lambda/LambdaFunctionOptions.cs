using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Lambda;

/// <summary>What a function relays, and how: the settings as the environment variables have them, to be changed or added to.</summary>
public sealed class LambdaFunctionOptions
{
    /// <summary>The relay's settings, read from the environment. A value that was wrong there has its default here, and ends the start all the same.</summary>
    public RelayOptions Relay { get; } = new();

    /// <summary>The settings of the function itself, read from the environment.</summary>
    public LambdaRelayOptions Lambda { get; } = new();

    /// <summary>The layout of the events.</summary>
    /// <value>The default value is <see langword="null"/>: what <c>EVENT_SCHEMA</c> selects.</value>
    public IObjectEventMapper? Mapper { get; set; }

    /// <summary>Add entities to the events.</summary>
    public IList<IEntityProvider> EntityProviders { get; } = [];

    /// <summary>See every object event before the filter.</summary>
    public IList<IObjectEventObserver> Observers { get; } = [];

    /// <summary>
    /// Handles the events of schedules (EventBridge, EventBridge Scheduler), which never reach the relay. What it throws fails the invocation, and the schedule's retry
    /// brings it again.
    /// </summary>
    /// <remarks>
    /// Takes the invocation, the emitter of the function's relay for events of its own, and a token that is cancelled at the invocation's deadline less
    /// <see cref="LambdaRelayOptions.DeadlineMargin"/>, or when the environment ends. The emitter stays the relay's: do not dispose of it.
    /// </remarks>
    /// <value>The default value is <see langword="null"/>: they are logged, and nothing is done.</value>
    public Func<Invocation, IEventEmitter, CancellationToken, Task>? OnScheduledEvent { get; set; }

    /// <summary>Takes the log messages, and can be given to what is made for the function; stays its owner's.</summary>
    /// <value>The default value writes lines on standard output, as <c>AWS_LAMBDA_LOG_FORMAT</c> and <c>AWS_LAMBDA_LOG_LEVEL</c> say; so does <see langword="null"/>.</value>
    public ILoggerFactory? LoggerFactory { get; set; }
}
