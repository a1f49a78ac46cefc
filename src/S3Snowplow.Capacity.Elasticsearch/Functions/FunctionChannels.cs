using Microsoft.Extensions.Logging;

namespace S3Snowplow.Capacity;

/// <summary>The channels of a function: <c>ALERTS</c> has their names, and <c>ALERT_NAME_TYPE</c>, <c>ALERT_NAME_ADDRESS</c>, ... what each is, the name in capitals and with underscores.</summary>
internal static class FunctionChannels
{
    private const string Log = "log";

    private static readonly (string Suffix, string Setting)[] Parts = [("TYPE", "Type"), ("ADDRESS", "Address"), ("CREDENTIAL", "Credential"), ("LEAST_SEVERITY", "LeastSeverity")];

    /// <summary>The settings of one channel.</summary>
    public static AlertChannelSettings Read(string name, Func<string, string?> value) => new()
    {
        Type = value(Variable(name, "TYPE")),
        Address = value(Variable(name, "ADDRESS")),
        Credential = value(Variable(name, "CREDENTIAL")),
        LeastSeverity = value(Variable(name, "LEAST_SEVERITY")),
    };

    /// <summary>A message with the names of the variables in the place of those of the settings.</summary>
    public static string Called(string problem, string name) =>
        Parts.Aggregate(problem, (text, part) => text.Replace($"S3Snowplow:Alerts:{name}:{part.Setting} ", $"{Variable(name, part.Suffix)} ", StringComparison.Ordinal));

    /// <summary>Makes the channels, and one that tells the log.</summary>
    public static List<IAlertChannel> Create(CapacityFunctionOptions options, TimeProvider time, ILoggerFactory? loggers)
    {
        var services = new AlertChannelServices { Time = time, Loggers = loggers };
        List<IAlertChannel> channels = [.. options.Channels.Select(channel => options.ChannelTypes.Create(channel.Key, channel.Value, services))];
        if (loggers is not null && !options.Channels.ContainsKey(Log))
        {
            channels.Add(options.ChannelTypes.Create(Log, new AlertChannelSettings { Type = Log }, services));
        }

        return channels;
    }

    private static string Variable(string name, string part) => $"ALERT_{name.ToUpperInvariant().Replace('-', '_')}_{part}";
}
