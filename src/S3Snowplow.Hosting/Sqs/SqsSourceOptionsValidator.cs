using Microsoft.Extensions.Options;

namespace S3Snowplow.Hosting.Sqs;

/// <summary>Names each setting of <see cref="SqsSourceOptions"/> that is not allowed.</summary>
/// <param name="name">The name of the options that this one is for.</param>
/// <param name="source">What the source is called in the messages.</param>
internal sealed class SqsSourceOptionsValidator(string name, string source) : IValidateOptions<SqsSourceOptions>
{
    public ValidateOptionsResult Validate(string? name1, SqsSourceOptions options)
    {
        if (name1 != name)
        {
            return ValidateOptionsResult.Skip;
        }

        List<string> errors = [];
        if (options.QueueUrl is null && string.IsNullOrWhiteSpace(options.QueueName))
        {
            errors.Add($"{nameof(options.QueueUrl)} is not set, nor is {nameof(options.QueueName)}; allowed: https://sqs.REGION.amazonaws.com/ACCOUNT/NAME, or a queue's name.");
        }

        CheckAddress(errors, options.QueueUrl, nameof(options.QueueUrl), options.AllowHttp || options.Endpoint is not null);
        CheckAddress(errors, options.Endpoint, nameof(options.Endpoint), options.AllowHttp);
        if (options.QueueUrl is { IsAbsoluteUri: true, Segments.Length: < 2 })
        {
            errors.Add($"{nameof(options.QueueUrl)} is '{options.QueueUrl.GetLeftPart(UriPartial.Authority)}', without the queue's path; allowed: https://sqs.REGION.amazonaws.com/ACCOUNT/NAME.");
        }

        Check(errors, options.Receivers is >= 1 and <= 64, nameof(options.Receivers), options.Receivers, "1 to 64");
        Check(errors, options.WaitTime >= TimeSpan.FromSeconds(1) && options.WaitTime <= TimeSpan.FromSeconds(20), nameof(options.WaitTime), options.WaitTime, "00:00:01 to 00:00:20");
        Check(errors, options.VisibilityTimeout >= TimeSpan.FromSeconds(10) && options.VisibilityTimeout <= TimeSpan.FromHours(1), nameof(options.VisibilityTimeout), options.VisibilityTimeout, "00:00:10 to 01:00:00");
        Check(errors, options.MaxHold >= options.VisibilityTimeout && options.MaxHold <= SqsLimits.LongestHold - TimeSpan.FromMinutes(1), nameof(options.MaxHold), options.MaxHold, $"{nameof(options.VisibilityTimeout)}, which is {options.VisibilityTimeout}, to 11:59:00");
        Check(errors, options.ReleaseSpread >= TimeSpan.FromSeconds(1) && options.ReleaseSpread <= SqsLimits.LongestRelease, nameof(options.ReleaseSpread), options.ReleaseSpread, $"00:00:01 to {SqsLimits.LongestRelease}");

        // Last, and only where all else is right: it may have to ask the instance.
        if (errors.Count == 0 && SqsAddress.FindRegion(options, out string? problem) is null)
        {
            errors.Add(problem!);
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors.Select(error => $"Source '{source}': {error}"));
    }

    private static void CheckAddress(List<string> errors, Uri? address, string setting, bool allowHttp)
    {
        if (address is null)
        {
            return;
        }

        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0)
        {
            errors.Add($"{setting} is no address that can be asked (not printed here); allowed: https://HOST, without user name and password.");
        }
        else if (address.Scheme == "http" && !address.IsLoopback && !allowHttp)
        {
            errors.Add($"{setting} is '{address.GetLeftPart(UriPartial.Path)}': http sends messages in the clear, which is allowed to this machine only; use https, or set {nameof(SqsSourceOptions.AllowHttp)}.");
        }
    }

    private static void Check(List<string> errors, bool isAllowed, string setting, object value, string allowed)
    {
        if (!isAllowed)
        {
            errors.Add($"{setting} is {value}; allowed: {allowed}.");
        }
    }
}
