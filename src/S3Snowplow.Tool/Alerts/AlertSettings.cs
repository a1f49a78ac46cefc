using Microsoft.Extensions.Configuration;
using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Aws;
using S3Snowplow.Capacity.Email;

namespace S3Snowplow.Tool;

/// <summary>What the configuration says of channels and of how alerts are told.</summary>
/// <param name="Channels">The channels by name, in the order of their names.</param>
/// <param name="Options">How alerts are told.</param>
internal sealed record AlertSettings(IReadOnlyList<KeyValuePair<string, AlertChannelSettings>> Channels, AlertOptions Options)
{
    /// <summary>The file that is read where none is named.</summary>
    public const string DefaultFile = "s3snowplow.json";

    /// <summary>The types that settings may name: all that there are.</summary>
    public static AlertChannelTypes Types { get; } = new AlertChannelTypes().Add(EmailAlertChannel.Registration).Add(SnsAlertChannel.Registration);

    /// <summary>Reads them.</summary>
    /// <param name="file">The file; <see langword="null"/>: <see cref="DefaultFile"/>, where it is there.</param>
    /// <exception cref="InvalidDataException">The file is no JSON, or a value is not of its type. The message names no value.</exception>
    public static AlertSettings Read(string? file)
    {
        try
        {
            IConfiguration configuration = new ConfigurationBuilder()
                .AddJsonFile(Path.GetFullPath(file ?? DefaultFile), optional: file is null)
                .AddEnvironmentVariables()
                .Build();
            var options = new AlertOptions();
            configuration.GetSection("S3Snowplow:Alerting").Bind(options);
            return new AlertSettings([.. configuration.GetSection("S3Snowplow:Alerts").GetChildren().Select(Channel)], options);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // A line of JSON that cannot be read may hold a secret; its place is enough.
            string why = exception is InvalidOperationException ? exception.Message : exception.InnerException is FormatException { Message: var place } ? place.Split(" Path", 2)[0] : exception.GetType().Name;
            throw new InvalidDataException($"The configuration{(file is null ? "" : $" '{file}'")} cannot be read: {why}", exception);
        }
    }

    private static KeyValuePair<string, AlertChannelSettings> Channel(IConfigurationSection section)
    {
        var settings = new AlertChannelSettings();
        section.Bind(settings);
        return KeyValuePair.Create(section.Key, settings);
    }
}
