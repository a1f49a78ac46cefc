using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;

namespace S3Snowplow.Capacity;

/// <summary>The types of channels that settings may name. Other packages add theirs: <c>email</c>, <c>sns</c>.</summary>
public sealed class AlertChannelTypes
{
    private const string Allowed = "letters, digits, '_' and '-', 1 to 40 of them";

    private readonly Dictionary<string, AlertChannelType> _types = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The types of this package.</summary>
    public AlertChannelTypes()
    {
        foreach (AlertChannelType type in Alerts.Channels.BuiltInChannels.All)
        {
            _types.Add(type.Name, type);
        }
    }

    /// <summary>Adds a type, in place of one with the same name.</summary>
    /// <returns>This.</returns>
    public AlertChannelTypes Add(AlertChannelType type)
    {
        ArgumentNullException.ThrowIfNull(type);

        _types[type.Name] = type;
        return this;
    }

    /// <summary>What is wrong with a channel's settings, each in a sentence that names the setting. Secrets are not in it.</summary>
    /// <param name="name">The channel's name.</param>
    /// <param name="settings">Its settings.</param>
    public IReadOnlyList<string> Validate(string name, AlertChannelSettings settings)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(settings);

        var problems = new AlertSettingProblems(name);
        if (name.Length is 0 or > 40 || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '-')))
        {
            problems.Add(null, $"is no name of a channel; allowed: {Allowed}");
        }

        if (settings.Type is not { Length: > 0 } word)
        {
            problems.Add("Type", $"is not set; allowed: {Known}");
        }
        else if (!_types.TryGetValue(word, out AlertChannelType? type))
        {
            problems.Add("Type", $"is '{word}'; allowed: {Known}");
        }
        else
        {
            if (settings.LeastSeverity is { } severity && Severity(severity) is null)
            {
                problems.Add("LeastSeverity", $"is '{severity}'; allowed: info, warning, error, critical");
            }

            foreach (string option in settings.Options.Keys.Where(option => !type.Options.Contains(option, StringComparer.OrdinalIgnoreCase)))
            {
                problems.Add($"Options:{option}", type.Options.Count == 0 ? $"is no option of {type.Name}, which has none" : $"is no option of {type.Name}; there are: {string.Join(", ", type.Options)}");
            }

            type.Check(settings, problems);
        }

        return problems.All;
    }

    /// <summary>Makes a channel. It is its caller's to dispose of, where it can be.</summary>
    /// <param name="name">The channel's name.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="services">What it works with.</param>
    /// <exception cref="ArgumentException">Something is wrong; the message has every problem.</exception>
    public IAlertChannel Create(string name, AlertChannelSettings settings, AlertChannelServices? services = null)
    {
        IReadOnlyList<string> problems = Validate(name, settings);
        return problems.Count > 0
            ? throw new ArgumentException(string.Join(" ", problems), nameof(settings))
            : _types[settings.Type!].Create(name, settings, services ?? new AlertChannelServices());
    }

    /// <summary>A severity by its word, or <see langword="null"/>.</summary>
    internal static AlertSeverity? Severity(string? word) => word?.ToUpperInvariant() switch
    {
        "INFO" => AlertSeverity.Info,
        "WARNING" => AlertSeverity.Warning,
        "ERROR" => AlertSeverity.Error,
        "CRITICAL" => AlertSeverity.Critical,
        _ => null,
    };

    private string Known => string.Join(", ", _types.Keys.Order(StringComparer.Ordinal));
}

/// <summary>A type of channels.</summary>
/// <param name="Name">Its word in the settings.</param>
/// <param name="Options">The names of the options that it has.</param>
/// <param name="Check">Adds what is wrong with settings.</param>
/// <param name="Create">Makes a channel of settings that were checked.</param>
public sealed record AlertChannelType(
    string Name, IReadOnlyList<string> Options, Action<AlertChannelSettings, AlertSettingProblems> Check, Func<string, AlertChannelSettings, AlertChannelServices, IAlertChannel> Create);

/// <summary>What channels work with.</summary>
public sealed record AlertChannelServices
{
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the channel <c>log</c> logs to.</summary>
    public ILoggerFactory? Loggers { get; init; }

    /// <summary>Sends the events of the channel <c>event</c>.</summary>
    public IEventEmitter? Emitter { get; init; }

    /// <summary>Makes those events; with the project's own schemas without.</summary>
    public CapacityEvents? Events { get; init; }
}

/// <summary>What is wrong with a channel's settings.</summary>
/// <param name="channel">The channel's name.</param>
public sealed class AlertSettingProblems(string channel)
{
    private readonly List<string> _problems = [];

    /// <summary>All so far, each a sentence.</summary>
    public IReadOnlyList<string> All => _problems;

    /// <summary>Adds one.</summary>
    /// <param name="setting">The setting below the channel, <c>Address</c> or <c>Options:From</c>; <see langword="null"/>: the channel itself.</param>
    /// <param name="problem">What is wrong, without the full stop: <c>is not set; allowed: ...</c>. No secret.</param>
    public void Add(string? setting, string problem) => _problems.Add($"S3Snowplow:Alerts:{channel}{(setting is null ? string.Empty : $":{setting}")} {problem}.");
}
