using Microsoft.Extensions.Options;

namespace S3Snowplow.Capacity.Hosting;

/// <summary>Refuses, when the host starts, settings of one name that say of themselves that they are wrong.</summary>
/// <param name="relay">The relay's name, which is that of the settings.</param>
/// <param name="section">What the messages begin with: where the settings stand in the configuration.</param>
/// <param name="validate">The settings' own check.</param>
internal sealed class OptionsCheck<T>(string relay, string section, Func<T, IReadOnlyList<string>> validate) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        if (name != relay)
        {
            return ValidateOptionsResult.Skip;
        }

        IReadOnlyList<string> errors = validate(options);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors.Select(error => $"{section}: {error}"));
    }
}
