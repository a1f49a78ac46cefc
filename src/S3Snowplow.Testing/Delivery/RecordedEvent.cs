using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Testing;

/// <summary>An event that a <see cref="RecordingEventEmitter"/> took.</summary>
/// <param name="Event">The event as it would be sent.</param>
/// <param name="Scope">The scope in which it settles.</param>
/// <param name="Index">Its index in the scope.</param>
public sealed record RecordedEvent(SnowplowEvent Event, DeliveryScope Scope, int Index)
{
    /// <summary>What has become of it by now.</summary>
    public EventOutcome Outcome => Scope.Outcomes[Index];
}
