using System.Diagnostics.Metrics;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.AspNetCore.Diagnostics;

/// <summary>Counts the requests that a webhook did not take. Listed in <c>docs/telemetry.md</c>; what it took is counted as notifications by the relay.</summary>
internal sealed class WebhookMetrics
{
    private readonly Counter<long> _refused;

    public WebhookMetrics(IMeterFactory meters) =>
        _refused = meters.Create(new MeterOptions(RelayTelemetry.SourceName) { Version = RelayTelemetry.Version })
            .CreateCounter<long>("s3snowplow.webhook.refused", "{request}", "Requests that a webhook did not take, by reason.");

    public void Refused(WebhookRefusal refusal)
    {
        try
        {
            _refused.Add(1, new KeyValuePair<string, object?>("reason", refusal switch
            {
                WebhookRefusal.Credentials => "credentials",
                WebhookRefusal.TooMany => "too_many",
                WebhookRefusal.Body => "body",
                WebhookRefusal.Sns => "sns",
                _ => "spool",
            }));
        }
#pragma warning disable CA1031 // Listeners are other people's code: what they throw must not become the answer.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}

/// <summary>Why a request was not taken.</summary>
internal enum WebhookRefusal
{
    /// <summary>The sender's credentials are missing or wrong.</summary>
    Credentials,

    /// <summary>Too many requests are open.</summary>
    TooMany,

    /// <summary>The body is empty, too large, too slow or cut short.</summary>
    Body,

    /// <summary>A message of SNS that is not what it says, or that could not be verified.</summary>
    Sns,

    /// <summary>The spool did not take it.</summary>
    Spool,
}
