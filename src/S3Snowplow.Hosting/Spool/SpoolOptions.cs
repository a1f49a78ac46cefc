using Microsoft.Extensions.Options;

namespace S3Snowplow.Hosting.Spool;

/// <summary>Where a spool keeps notifications, and how much of them.</summary>
public sealed class SpoolOptions
{
    /// <summary>The folder, on a local disk; each relay has a subfolder of its own. Made where it does not exist.</summary>
    public string? Directory { get; set; }

    /// <summary>How many bytes of notifications are kept at most; beyond it appending is refused, so that the sender keeps them.</summary>
    /// <value>The default value is 1,073,741,824 (1 GiB).</value>
    public long MaxBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>After what time a notification that could not be delivered is moved to <c>rejected/</c>, from where it can be replayed.</summary>
    /// <value>The default value is 7 days.</value>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many bytes <c>rejected/</c> takes at most; beyond it what is rejected stays in the spool.</summary>
    /// <value>The default value is 268,435,456 (256 MiB).</value>
    public long MaxRejectedBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>How long a notification that was given back (expired) waits before it is read again.</summary>
    /// <value>The default value is 30 seconds.</value>
    public TimeSpan ReturnDelay { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Names each setting of <see cref="SpoolOptions"/> that is not allowed.</summary>
internal sealed class SpoolOptionsValidator : IValidateOptions<SpoolOptions>
{
    public ValidateOptionsResult Validate(string? name, SpoolOptions options)
    {
        List<string> errors = [];
        if (string.IsNullOrWhiteSpace(options.Directory))
        {
            errors.Add($"Spool: {nameof(options.Directory)} is not set; allowed: a folder on a local disk.");
        }

        Check(errors, options.MaxBytes >= 1024 * 1024, nameof(options.MaxBytes), options.MaxBytes, "1048576 or more");
        Check(errors, options.MaxRejectedBytes >= 1024 * 1024, nameof(options.MaxRejectedBytes), options.MaxRejectedBytes, "1048576 or more");
        Check(errors, options.MaxAge >= TimeSpan.FromMinutes(1) && options.MaxAge <= TimeSpan.FromDays(365), nameof(options.MaxAge), options.MaxAge, "00:01:00 to 365.00:00:00");
        Check(errors, options.ReturnDelay > TimeSpan.Zero && options.ReturnDelay <= TimeSpan.FromHours(1), nameof(options.ReturnDelay), options.ReturnDelay, "more than 00:00:00, at most 01:00:00");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Check(List<string> errors, bool isAllowed, string setting, object value, string allowed)
    {
        if (!isAllowed)
        {
            errors.Add($"Spool: {setting} is {value}; allowed: {allowed}.");
        }
    }
}
