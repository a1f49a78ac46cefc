using RabbitMQ.Client;

namespace S3Snowplow.RabbitMq;

/// <summary>
/// Which queue is consumed, and how. Needed are <see cref="Queue"/> and a place for what is rejected: <see cref="RejectedQueue"/> or <see cref="DeadLetterRejected"/>, unless
/// <see cref="RelayOptions.OnRejected"/> is <see cref="RejectedHandling.Acknowledge"/>.
/// </summary>
public sealed class RabbitMqSourceOptions
{
    /// <summary>
    /// The broker: <c>amqp://HOST:PORT/VHOST</c>, or <c>amqps</c>, with <c>USER:PASSWORD@</c> before the host or without. Ports are 5672 and 5671 by default; in a virtual
    /// host's name <c>/</c> is written <c>%2F</c>. Never logged as it is. Source: RabbitMQ URI Specification.
    /// </summary>
    /// <value>The default value is <c>amqp://localhost</c>.</value>
    public Uri Uri { get; set; } = new("amqp://localhost");

    /// <summary>Whether <c>amqp</c> is allowed to other machines; password and messages then travel in the clear.</summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool AllowUnencrypted { get; set; }

    /// <summary>The user's name, where it is not in <see cref="Uri"/>.</summary>
    /// <value>Default: <c>guest</c>, which a broker takes from its own machine only.</value>
    public string? UserName { get; set; }

    /// <summary>The user's password, where it is not in <see cref="Uri"/>.</summary>
    public string? Password { get; set; }

    /// <summary>The virtual host, where it is not in <see cref="Uri"/>.</summary>
    /// <value>Default: <c>/</c>.</value>
    public string? VirtualHost { get; set; }

    /// <summary>The queue that is consumed. It has to exist, unless <see cref="Declare"/> is set.</summary>
    public string? Queue { get; set; }

    /// <summary>How many consumers compete for the messages, each on a channel of its own. Other processes may compete too.</summary>
    /// <value>The default value is 1, which is enough for some ten thousand messages a second, and returns a message once in an outage that outlasts the broker's patience.</value>
    public int Consumers { get; set; } = 1;

    /// <summary>
    /// How many messages each consumer holds at most that are not settled yet. Times <see cref="Consumers"/>, it bounds what this process takes while the collector is away,
    /// and what comes again after a crash.
    /// </summary>
    /// <value>The default value is 500: as many as fill a POST of events.</value>
    public int Prefetch { get; set; } = 500;

    /// <summary>
    /// The queue for what the relay rejected: body, properties and headers as they were, and what was wrong in headers that begin with <c>x-s3snowplow-</c>. The message is
    /// acknowledged when the broker has confirmed the copy. It has to exist, unless <see cref="Declare"/> is set.
    /// </summary>
    public string? RejectedQueue { get; set; }

    /// <summary>
    /// Instead of <see cref="RejectedQueue"/>: refuses what was rejected, so that it goes to the dead letter exchange of <see cref="Queue"/>. The broker drops it where the queue
    /// has none.
    /// </summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool DeadLetterRejected { get; set; }

    /// <summary>
    /// Makes what is missing: <see cref="Queue"/> and <see cref="RejectedQueue"/> as durable quorum queues, <see cref="Exchange"/> as a durable topic exchange, and the
    /// binding of the two. What exists is taken as it is.
    /// </summary>
    /// <value>The default value is <see langword="false"/>: queues are made by who runs the broker, and this user may only read and write.</value>
    public bool Declare { get; set; }

    /// <summary>With <see cref="Declare"/>, the exchange that stores publish to (the topic's attribute <c>amqp-exchange</c> of Ceph).</summary>
    /// <value>Default: none.</value>
    public string? Exchange { get; set; }

    /// <summary>With <see cref="Exchange"/>, which messages come to the queue. Ceph's routing key is the name of the topic.</summary>
    /// <value>The default value is <c>#</c>: all of the exchange.</value>
    public string RoutingKey { get; set; } = "#";

    /// <summary>
    /// A message that has to come again (expired, or the rejected queue did not take it) is given back after a random time between half of this and this, and until then
    /// counts against <see cref="Prefetch"/>; doubled with each delivery that a quorum queue has counted, up to 10 minutes.
    /// </summary>
    /// <value>The default value is 30 seconds.</value>
    public TimeSpan RequeueDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After how long without a sign of the broker the connection counts as dead; asked for, the broker may want less. Source: AMQP 0-9-1, connection.tune.</summary>
    /// <value>The default value is 30 seconds.</value>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What the broker's lists of connections show.</summary>
    /// <value>Default: <c>S3Snowplow</c> and the source's name.</value>
    public string? ConnectionName { get; set; }

    /// <summary>
    /// Changes how connections are made, before each: own certificates (<see cref="ConnectionFactory.Ssl"/>), other ways to say who one is. Not read from configuration.
    /// Recovery stays off: the source connects anew itself.
    /// </summary>
    public Action<ConnectionFactory>? ConfigureConnection { get; set; }
}
