using Microsoft.Extensions.Options;

namespace S3Snowplow.Hosting.Registration;

/// <summary>Refuses, when the host starts, settings with which a relay could not work; says all of them.</summary>
internal sealed class RelayOptionsValidator(RelayRegistration relay) : IValidateOptions<RelayOptions>
{
    public ValidateOptionsResult Validate(string? name, RelayOptions options)
    {
        if (name != relay.Name)
        {
            return ValidateOptionsResult.Skip;
        }

        List<string> errors = [.. options.Validate(sends: relay.SendsToCollector).Select(error => $"Relay '{relay.DisplayName}': {error}")];
        if (errors.Count > 0 && options.CollectorUri is null && relay.SendsToCollector)
        {
            string variable = relay.IsDefault ? "the variable COLLECTOR_URI, " : "";
            errors.Add($"Set it by {variable}the configuration {RelaySettings.SectionOf(relay)}:{nameof(RelayOptions.CollectorUri)}, or in code.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
