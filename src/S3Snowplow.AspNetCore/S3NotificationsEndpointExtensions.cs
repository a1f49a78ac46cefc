using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using S3Snowplow.AspNetCore;
using S3Snowplow.AspNetCore.Receiving;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts webhooks into an application.</summary>
public static class S3NotificationsEndpointExtensions
{
    /// <summary>
    /// Takes S3 notifications by POST, of every shape and of any content type: from Amazon SNS, EventBridge API destinations, MinIO, Ceph and others.
    /// </summary>
    /// <remarks>
    /// <para>Answers: 200 when all is delivered or, where the relay has a spool, stored durably. 400 for what cannot be read, 422 for what the collector will never take
    /// (200 for both where the relay acknowledges what is rejected). 503 with <c>Retry-After</c> when it was not delivered by the deadline, or the spool did not take it. 401 and 403
    /// to senders that are not allowed, 405 for other methods, 408 for a body that is too slow, 413 for one that is too large.</para>
    /// <para>Who may send is said by <see cref="WebhookOptions"/>. Without any of it the host does not start where it listens on other addresses than this machine's own.</para>
    /// </remarks>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path, such as <c>/s3</c>.</param>
    /// <param name="relay">The relay's name; empty for the default one.</param>
    /// <returns>To add conventions, such as a host name or a policy of authorization.</returns>
    /// <exception cref="InvalidOperationException">There is no such relay, or settings of a webhook that nobody reads.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Settings are wrong; the message names each.</exception>
    public static IEndpointConventionBuilder MapS3Notifications(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, string relay = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(relay);

        WebhookEndpoint webhook = WebhookRegistration.CreateEndpoint(endpoints.ServiceProvider, pattern, relay);
        return endpoints.MapMethods(pattern, webhook.Methods, (RequestDelegate)webhook.HandleAsync).WithDisplayName($"S3 notifications {pattern}").WithMetadata(webhook);
    }
}
