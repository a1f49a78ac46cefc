using S3Snowplow.AspNetCore;
using S3Snowplow.AspNetCore.Access;

namespace S3Snowplow.Tool;

/// <summary>Says who can reach the page and the webhook. What is open without a secret has ended the run before.</summary>
internal sealed class ExposureFindings(DoctorContext context) : IDoctorCheck
{
    public string Name => "exposure";

    public Task<Finding> LookAsync(CancellationToken cancellationToken)
    {
        string[] open = [.. Listening.Split(context.Settings.Value("urls")).Where(url => !Exposure.IsLocal(url))];
        string[] clear = [.. open.Where(url => url.StartsWith("http:", StringComparison.OrdinalIgnoreCase))];
        return Task.FromResult(
            open.Length == 0 ? Finding.Ok($"{string.Join(", ", Listening.Split(context.Settings.Value("urls")))}: this machine only")
            : context.Options<WebhookOptions>().AllowUnauthenticated ? Finding.Ok($"{string.Join(", ", open)}: everybody who reaches it may post, as S3Snowplow:Webhook:AllowUnauthenticated says")
            : clear.Length > 0 ? Finding.Ok($"{string.Join(", ", open)}: with credentials, which travel in the clear unless something with TLS stands before it")
            : Finding.Ok($"{string.Join(", ", open)}: with credentials"));
    }
}
