using S3Snowplow.AspNetCore;
using S3Snowplow.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Settings of a relay's webhooks.</summary>
public static class WebhookBuilderExtensions
{
    /// <summary>
    /// Says who may post to the relay's webhooks, and how they answer. Needed for everything but a webhook that this machine alone can reach.
    /// </summary>
    /// <remarks>Certificates of Amazon SNS are fetched, and subscriptions confirmed, by the named client <c>S3Snowplow.Sns</c>, of a named relay <c>S3Snowplow.Sns:NAME</c>.</remarks>
    /// <param name="builder">The relay.</param>
    /// <param name="configure">Changes the settings; comes after the configuration section <c>S3Snowplow:Webhook</c>, of a named relay <c>S3Snowplow:Relays:NAME:Webhook</c>.</param>
    public static IS3SnowplowRelayBuilder AddWebhook(this IS3SnowplowRelayBuilder builder, Action<WebhookOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        WebhookRegistration.Add(builder, configure);
        return builder;
    }
}
