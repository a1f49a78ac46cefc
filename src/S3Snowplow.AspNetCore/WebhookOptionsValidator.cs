using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using S3Snowplow.AspNetCore.Sns;

namespace S3Snowplow.AspNetCore;

/// <summary>Names each setting of <see cref="WebhookOptions"/> that is not allowed. Never prints a secret.</summary>
internal sealed partial class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    private const int ShortestSecret = 16;

    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        List<string> errors = [];
        if (options.Secrets.Any(secret => !IsSecret(secret)))
        {
            errors.Add($"{nameof(options.Secrets)} has one that is too short or has characters that no header takes (not printed here); allowed: {ShortestSecret} or more printable ASCII characters, no space at the ends.");
        }

        if (!HeaderName().IsMatch(options.SecretHeader))
        {
            errors.Add($"{nameof(options.SecretHeader)} is '{options.SecretHeader}'; allowed: the name of a header.");
        }

        if (options.UserName is null != options.Password is null || options.UserName is "" || options.UserName?.Contains(':', StringComparison.Ordinal) == true)
        {
            errors.Add($"{nameof(options.UserName)} and {nameof(options.Password)}: allowed are both or none, and no colon in the name.");
        }

        if (options.Password is { Length: < ShortestSecret })
        {
            errors.Add($"{nameof(options.Password)} is too short; allowed: {ShortestSecret} or more characters.");
        }

        foreach (string topic in options.SnsTopics.Where(topic => !SnsAddress.IsTopic(topic) || SnsAddress.HostOf(topic) is null))
        {
            errors.Add($"{nameof(options.SnsTopics)} has '{topic}'; allowed: arn:aws:sns:REGION:ACCOUNT:NAME (or another partition of Amazon's, such as aws-cn, for aws), without patterns.");
        }

        foreach (string origin in options.HandshakeOrigins.Where(origin => Uri.CheckHostName(origin) != UriHostNameType.Dns))
        {
            errors.Add($"{nameof(options.HandshakeOrigins)} has '{origin}'; allowed: the name of a host, such as eventgrid.azure.net.");
        }

        if (options.AllowUnauthenticated && (options.Secrets.Count > 0 || options.UserName is not null))
        {
            errors.Add($"{nameof(options.AllowUnauthenticated)} is true, and {nameof(options.Secrets)} or {nameof(options.UserName)} is set; allowed: one or the other.");
        }

        Check(errors, options.MaxBodyBytes is >= 1024 and <= 1_000_000_000, nameof(options.MaxBodyBytes), options.MaxBodyBytes, "1024 to 1000000000");
        Check(errors, options.Deadline > TimeSpan.Zero && options.Deadline <= TimeSpan.FromHours(1), nameof(options.Deadline), options.Deadline, "more than 00:00:00, at most 01:00:00");
        Check(errors, options.RetryAfter >= TimeSpan.FromSeconds(1) && options.RetryAfter <= TimeSpan.FromHours(24), nameof(options.RetryAfter), options.RetryAfter, "00:00:01 to 1.00:00:00");
        Check(errors, options.MaxOpenRequests is >= 1 and <= 1_000_000, nameof(options.MaxOpenRequests), options.MaxOpenRequests, "1 to 1000000");
        Check(errors, options.MaxUnprovenBodies is >= 1 and <= 1_000_000, nameof(options.MaxUnprovenBodies), options.MaxUnprovenBodies, "1 to 1000000");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors.Select(error => $"Webhook{(string.IsNullOrEmpty(name) ? "" : $" of relay '{name}'")}: {error}"));
    }

    private static bool IsSecret(string? secret) =>
        secret is { Length: >= ShortestSecret } && secret.All(letter => letter is >= ' ' and <= '~') && secret[0] != ' ' && secret[^1] != ' ';

    private static void Check(List<string> errors, bool isAllowed, string setting, object value, string allowed)
    {
        if (!isAllowed)
        {
            errors.Add($"{setting} is {value}; allowed: {allowed}.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}\\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex HeaderName();
}
