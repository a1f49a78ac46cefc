using System.Text;

namespace S3Snowplow;

/// <summary>What a relay needs to know. Only <see cref="CollectorUri"/> has no default.</summary>
public sealed class RelayOptions
{
    /// <summary>The schema that this project publishes: <c>iglu:io.s3snowplow/object_event/jsonschema/1-0-0</c>.</summary>
    public const string DefaultEventSchema = "iglu:io.s3snowplow/object_event/jsonschema/1-0-0";

    /// <summary>
    /// The Snowplow collector's address: scheme, host and port. Without a path (the relay knows it), query or user-info. <c>https</c>, or
    /// <c>http</c> to this machine.
    /// </summary>
    public Uri? CollectorUri { get; set; }

    /// <summary>Whether <c>http</c> is allowed to other machines; the events then travel in the clear.</summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool AllowHttp { get; set; }

    /// <summary>The schema of the events; see <c>ObjectEventMappers.For</c> for what it selects.</summary>
    /// <value>The default value is <c>iglu:io.s3snowplow/object_event/jsonschema/1-0-0</c>.</value>
    public string EventSchema { get; set; } = DefaultEventSchema;

    /// <summary>The application's id, <c>aid</c> on the wire.</summary>
    /// <value>The default value is <c>s3snowplow</c>.</value>
    public string AppId { get; set; } = "s3snowplow";

    /// <summary>The tracker's namespace, <c>tna</c> on the wire.</summary>
    /// <value>The default value is <c>s3snowplow</c>.</value>
    public string TrackerNamespace { get; set; } = "s3snowplow";

    /// <summary>How events stand in the tp2 parameters.</summary>
    /// <value>The default value is <see cref="EventEncoding.Json"/>.</value>
    public EventEncoding Encoding { get; set; }

    /// <summary>
    /// Whether the entities of the entity providers are sent. With Iglu Central's layout they are off unless asked for: one entity
    /// whose schema the pipeline cannot resolve fails the whole event.
    /// </summary>
    /// <value>The default value is <see langword="null"/>: on with our layout, off with Iglu Central's.</value>
    public bool? SendEntities { get; set; }

    /// <summary>Whether the requester and the source IP address of a change are read and sent. They are personal data.</summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool SendPersonalData { get; set; }

    /// <summary>What of an object's key is sent. Ids, filters, observers and results go by the true key, whatever this says.</summary>
    /// <value>The default value is <see cref="KeyPrivacy.Send"/>.</value>
    public KeyPrivacy KeyPrivacy { get; set; }

    /// <summary>How many levels of the key are sent with <see cref="KeyPrivacy.FirstParts"/>; at least 1.</summary>
    /// <value>The default value is 1.</value>
    public int KeyParts { get; set; } = 1;

    /// <summary>
    /// The secret of the hashes of <see cref="KeyPrivacy.Hash"/>, at least 16 characters. Hashes can be joined only where they were made with the same secret, so every relay
    /// of a pipeline has the same, and a new one makes all keys look new.
    /// </summary>
    /// <value>The default value is <see langword="null"/>.</value>
    public string? KeyHashSecret { get; set; }

    /// <summary>What a source does with a notification of which something was rejected.</summary>
    /// <value>The default value is <see cref="RejectedHandling.ReturnToSource"/>.</value>
    public RejectedHandling OnRejected { get; set; }

    /// <summary>The largest notification in bytes; a larger one is rejected unread.</summary>
    /// <value>The default value is 8,388,608 (8 MiB): more than AWS Lambda, SQS or SNS deliver.</value>
    public int MaxNotificationBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Which object events are sent; everything by default.</summary>
    public ObjectEventFilter Filter { get; set; } = new();

    /// <summary>Shapes of notifications that no reader knows, tried where no known shape fits.</summary>
    /// <value>The default value is empty: what is of no known shape is rejected.</value>
    public IList<NotificationShape> Shapes { get; set; } = [];

    /// <summary>How sources send their keys, where that is not what is known of them.</summary>
    /// <value>The default value is empty: each store's keys are read as <c>docs/stores.md</c> says.</value>
    public IList<KeyEncodingRule> KeyEncodings { get; set; } = [];

    /// <summary>How events are batched, bounded, sent and retried.</summary>
    public DeliveryOptions Delivery { get; set; } = new();

    /// <summary>Looks for settings that are missing, wrong, or contradict each other.</summary>
    /// <returns>A message for each, with the setting's name, its value and what is allowed; empty where all is well.</returns>
    public IReadOnlyList<string> Validate() => Validate(sends: true);

    /// <summary>As <see cref="Validate()"/>, for a relay with or without an emitter of its own.</summary>
    /// <param name="sends">Whether the relay sends itself; with an emitter of somebody else's the collector's address is that one's matter.</param>
    public IReadOnlyList<string> Validate(bool sends)
    {
        var errors = new List<string>();
        if (sends)
        {
            CollectorAddress.Validate(CollectorUri, AllowHttp, errors);
        }

        if (!IgluUri.TryParse(EventSchema, out _))
        {
            errors.Add($"{nameof(EventSchema)} is '{EventSchema}'; allowed: iglu:VENDOR/NAME/FORMAT/MODEL-REVISION-ADDITION, for example {DefaultEventSchema}.");
        }

        ValidateIdentity(TrackerNamespace, AppId, errors);
        if (!Enum.IsDefined(Encoding))
        {
            errors.Add($"{nameof(Encoding)} is {Encoding}; allowed: {nameof(EventEncoding.Json)} or {nameof(EventEncoding.Base64)}.");
        }

        if (!Enum.IsDefined(OnRejected))
        {
            errors.Add($"{nameof(OnRejected)} is {OnRejected}; allowed: {nameof(RejectedHandling.ReturnToSource)} or {nameof(RejectedHandling.Acknowledge)}.");
        }

        KeyPrivacyRules.Validate(this, errors);
        if (MaxNotificationBytes is < 1 or > 1_000_000_000)
        {
            errors.Add($"{nameof(MaxNotificationBytes)} is {MaxNotificationBytes}; allowed: 1 to 1000000000.");
        }

        // These two are not null by their types, but by what a configuration binder reads they may be.
        if (Filter is null)
        {
            errors.Add($"{nameof(Filter)} is not set; allowed: a filter, of which an empty one lets everything through.");
        }

        if (Delivery is null)
        {
            errors.Add($"{nameof(Delivery)} is not set; allowed: delivery options, of which each has a default.");
        }

        ValidateShapes(errors);
        KeyEncodingRule.Validate(this, errors);
        Filter?.Validate(errors);
        Delivery?.Validate(errors);
        return errors;
    }

    internal void ThrowIfInvalid(bool sends = true)
    {
        if (Validate(sends) is { Count: > 0 } errors)
        {
            throw new RelayOptionsException(errors);
        }
    }

    private void ValidateShapes(List<string> errors)
    {
        if (Shapes is null)
        {
            errors.Add($"{nameof(Shapes)} is not set; allowed: a list of shapes, empty for none.");
            return;
        }

        for (int index = 0; index < Shapes.Count; index++)
        {
            string at = $"{nameof(Shapes)}[{index}]";
            if (Shapes[index] is { } shape)
            {
                shape.Validate(at, errors);
            }
            else
            {
                errors.Add($"{at} is not set; allowed: a shape with its source and its paths.");
            }
        }
    }

    // Lengths: the limits of atomic fields in Snowplow's Enrich (reference.conf); longer values make every event a bad row.
    private static void ValidateIdentity(string? trackerNamespace, string? appId, List<string> errors)
    {
        if (trackerNamespace is null or "" or { Length: > 128 } || trackerNamespace.AsSpan().ContainsAny(':', ';') || !IsPlainText(trackerNamespace))
        {
            errors.Add($"{nameof(RelayOptions.TrackerNamespace)} is '{trackerNamespace}'; allowed: 1 to 128 characters, no ':', no ';', no control characters, whole surrogate pairs.");
        }

        if (appId is null or "" or { Length: > 255 } || !IsPlainText(appId))
        {
            errors.Add($"{nameof(RelayOptions.AppId)} is '{appId}'; allowed: 1 to 255 characters, no control characters, whole surrogate pairs.");
        }
    }

    // Half of a surrogate pair has no UTF-8, so it cannot be sent; it reads as U+FFFD, which nobody writes on purpose.
    private static bool IsPlainText(string text) => text.EnumerateRunes().All(rune => !Rune.IsControl(rune) && rune != Rune.ReplacementChar);
}

/// <summary>What a source does with a notification of which something was rejected and nothing is left to retry.</summary>
public enum RejectedHandling
{
    /// <summary>Leaves it to the source, which in the end puts it where rejected messages go (a dead letter queue).</summary>
    ReturnToSource,

    /// <summary>Acknowledges it: it is logged and counted, and gone.</summary>
    Acknowledge,
}
