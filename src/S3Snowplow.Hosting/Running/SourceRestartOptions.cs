using Microsoft.Extensions.Options;

namespace S3Snowplow.Hosting.Running;

/// <summary>How a source that failed is started again. Configured in the section <c>S3Snowplow:SourceRestarts</c>, or in code.</summary>
public sealed class SourceRestartOptions
{
    /// <summary>The bound of the random wait after the first failure; it doubles with each further one in a row.</summary>
    /// <value>The default value is 1 second.</value>
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The largest bound of the random wait.</summary>
    /// <value>The default value is 1 minute.</value>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// After how many failures in a row, without a notification in between, the source is given up. What it has not given stays where it is, the other sources go
    /// on, and the health check stays unhealthy.
    /// </summary>
    /// <value>The default value is <see langword="null"/>: never; the health check is unhealthy from the third failure in a row on.</value>
    public int? MaxFailures { get; set; }

    /// <summary>The wait after a number of failures in a row: random between half its bound and its bound.</summary>
    internal TimeSpan Delay(int failures, double random)
    {
        double bound = Math.Min(BaseDelay.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 30)), MaxDelay.TotalSeconds);
        return TimeSpan.FromSeconds(bound * (0.5 + (random / 2)));
    }
}

/// <summary>Names each setting of <see cref="SourceRestartOptions"/> that is not allowed.</summary>
internal sealed class SourceRestartOptionsValidator : IValidateOptions<SourceRestartOptions>
{
    public ValidateOptionsResult Validate(string? name, SourceRestartOptions options)
    {
        List<string> errors = [];
        if (options.BaseDelay <= TimeSpan.Zero || options.BaseDelay > TimeSpan.FromHours(1))
        {
            errors.Add($"SourceRestarts.{nameof(options.BaseDelay)} is {options.BaseDelay}; allowed: more than 00:00:00, at most 01:00:00.");
        }

        if (options.MaxDelay < options.BaseDelay || options.MaxDelay > TimeSpan.FromHours(24))
        {
            errors.Add($"SourceRestarts.{nameof(options.MaxDelay)} is {options.MaxDelay}; allowed: {nameof(options.BaseDelay)}, which is {options.BaseDelay}, to 1.00:00:00.");
        }

        if (options.MaxFailures < 1)
        {
            errors.Add($"SourceRestarts.{nameof(options.MaxFailures)} is {options.MaxFailures}; allowed: 1 or more, or nothing for never.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
