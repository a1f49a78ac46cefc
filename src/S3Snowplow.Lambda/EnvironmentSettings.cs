using System.Globalization;
using S3Snowplow.Mapping;

namespace S3Snowplow.Lambda;

/// <summary>
/// Reads the settings of a function from environment variables. A variable that is empty counts as not set; everything that is wrong is gathered, each under the
/// variable's name.
/// </summary>
internal sealed class EnvironmentSettings
{
    private readonly Func<string, string?> _variable;
    private readonly List<string> _errors = [];

    private EnvironmentSettings(Func<string, string?> variable) => _variable = variable;

    /// <summary>
    /// Each variable with the setting that it is for, as Core names it in its messages; longer names first where one is the end of another. The table of the
    /// package's README is compared with this by a test.
    /// </summary>
    public static IReadOnlyList<(string Variable, string Setting)> Names { get; } =
    [
        ("COLLECTOR_URI", nameof(RelayOptions.CollectorUri)),
        ("EVENT_SCHEMA", nameof(RelayOptions.EventSchema)),
        ("COLLECTOR_ALLOW_HTTP", nameof(RelayOptions.AllowHttp)),
        ("APP_ID", nameof(RelayOptions.AppId)),
        ("TRACKER_NAMESPACE", nameof(RelayOptions.TrackerNamespace)),
        ("EVENT_ENCODING", nameof(RelayOptions.Encoding)),
        ("ON_REJECTED", nameof(RelayOptions.OnRejected)),
        ("SEND_ENTITIES", nameof(RelayOptions.SendEntities)),
        ("SEND_PERSONAL_DATA", nameof(RelayOptions.SendPersonalData)),
        ("KEY_PRIVACY", nameof(RelayOptions.KeyPrivacy)),
        ("KEY_PARTS", nameof(RelayOptions.KeyParts)),
        ("KEY_HASH_SECRET", nameof(RelayOptions.KeyHashSecret)),
        ("KEY_ENCODINGS", nameof(RelayOptions.KeyEncodings)),
        ("FILTER_EVENT_NAMES", "Filter.EventNames"),
        ("FILTER_KEY_PREFIX", "Filter.KeyPrefix"),
        ("FILTER_KEY_SUFFIX", "Filter.KeySuffix"),
        ("FILTER_MINIMUM_SIZE", "Filter.MinimumSize"),
        ("MAX_BATCH_BYTES", "Delivery.MaxBatchBytes"),
        ("MAX_BATCH_EVENTS", "Delivery.MaxBatchEvents"),
        ("MAX_EVENT_BYTES", "Delivery.MaxEventBytes"),
        ("MAX_CONCURRENT_REQUESTS", "Delivery.MaxConcurrentRequests"),
        ("LINGER_MS", "Delivery.Linger"),
        ("REQUEST_TIMEOUT_MS", "Delivery.RequestTimeout"),
        ("ACCEPTED_ANSWERS", "Delivery.AcceptedAnswers"),
        ("DEADLINE_MARGIN_MS", nameof(LambdaRelayOptions.DeadlineMargin)),
        ("SQS_REPORT_BATCH_ITEM_FAILURES", nameof(LambdaRelayOptions.ReportBatchItemFailures)),
    ];

    /// <summary>Sets what the variables say.</summary>
    /// <param name="variable">Gives a variable's value.</param>
    /// <param name="options">Takes the settings.</param>
    /// <returns>A message for each variable that cannot be read.</returns>
    public static List<string> Read(Func<string, string?> variable, LambdaFunctionOptions options)
    {
        var settings = new EnvironmentSettings(variable);
        settings.Read(options.Relay);
        settings.Read(options.Lambda);
        return settings._errors;
    }

    /// <summary>Adds what is wrong with the settings themselves, in the words of the variables.</summary>
    public static void Validate(LambdaFunctionOptions options, List<string> errors)
    {
        List<string> found = [.. options.Relay.Validate()];
        options.Lambda.Validate(found);
        foreach (string message in found)
        {
            string translated = Translate(message);

            // A variable that could not be read has its message already.
            if (!errors.Exists(error => FirstWord(error).SequenceEqual(FirstWord(translated))))
            {
                errors.Add(translated);
            }
        }

        static ReadOnlySpan<char> FirstWord(string message) => message.AsSpan(0, Math.Max(0, message.IndexOf(' ', StringComparison.Ordinal)));
    }

    /// <summary>Names the variable where a message begins with a setting's name. The rest has values in it, and stays.</summary>
    internal static string Translate(string message)
    {
        foreach ((string variable, string setting) in Names)
        {
            if (message.StartsWith(setting, StringComparison.Ordinal) && message.Length > setting.Length && message[setting.Length] == ' ')
            {
                return string.Concat(variable, message.AsSpan(setting.Length));
            }
        }

        return message;
    }

    private void Read(RelayOptions relay)
    {
        if (Value("COLLECTOR_URI") is { } address)
        {
            if (Uri.TryCreate(address, UriKind.RelativeOrAbsolute, out Uri? uri))
            {
                relay.CollectorUri = uri;
            }
            else
            {
                // Not printed: a password may be in it.
                _errors.Add("COLLECTOR_URI is no address (not printed here); allowed: https://HOST or https://HOST:PORT.");
            }
        }

        relay.EventSchema = Value("EVENT_SCHEMA") ?? relay.EventSchema;
        relay.AllowHttp = Switch("COLLECTOR_ALLOW_HTTP") ?? relay.AllowHttp;
        relay.AppId = Value("APP_ID") ?? relay.AppId;
        relay.TrackerNamespace = Value("TRACKER_NAMESPACE") ?? relay.TrackerNamespace;
        relay.Encoding = Choice("EVENT_ENCODING", ("json", EventEncoding.Json), ("base64", EventEncoding.Base64)) ?? relay.Encoding;
        relay.OnRejected = Choice("ON_REJECTED", ("return", RejectedHandling.ReturnToSource), ("acknowledge", RejectedHandling.Acknowledge)) ?? relay.OnRejected;
        relay.SendEntities = Switch("SEND_ENTITIES") ?? relay.SendEntities;
        relay.SendPersonalData = Switch("SEND_PERSONAL_DATA") ?? relay.SendPersonalData;
        relay.KeyPrivacy = Choice("KEY_PRIVACY", ("send", KeyPrivacy.Send), ("hash", KeyPrivacy.Hash), ("first_parts", KeyPrivacy.FirstParts), ("omit", KeyPrivacy.Omit)) ?? relay.KeyPrivacy;
        relay.KeyParts = (int?)Number("KEY_PARTS", int.MaxValue, least: 1) ?? relay.KeyParts;
        relay.KeyHashSecret = Value("KEY_HASH_SECRET") ?? relay.KeyHashSecret;
        if (Value("KEY_ENCODINGS") is { } encodings)
        {
            relay.KeyEncodings = KeyEncodingVariable.Read(encodings, _errors);
        }

        if (Value("FILTER_EVENT_NAMES") is { } names)
        {
            relay.Filter.EventNames = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }

        relay.Filter.KeyPrefix = Value("FILTER_KEY_PREFIX") ?? relay.Filter.KeyPrefix;
        relay.Filter.KeySuffix = Value("FILTER_KEY_SUFFIX") ?? relay.Filter.KeySuffix;
        relay.Filter.MinimumSize = Number("FILTER_MINIMUM_SIZE", long.MaxValue) ?? relay.Filter.MinimumSize;
        relay.Delivery.MaxBatchBytes = Count("MAX_BATCH_BYTES") ?? relay.Delivery.MaxBatchBytes;
        relay.Delivery.MaxBatchEvents = Count("MAX_BATCH_EVENTS") ?? relay.Delivery.MaxBatchEvents;
        relay.Delivery.MaxEventBytes = Count("MAX_EVENT_BYTES") ?? relay.Delivery.MaxEventBytes;
        relay.Delivery.MaxConcurrentRequests = Count("MAX_CONCURRENT_REQUESTS") ?? relay.Delivery.MaxConcurrentRequests;
        relay.Delivery.Linger = Time("LINGER_MS", 0, 60_000) ?? relay.Delivery.Linger;
        relay.Delivery.RequestTimeout = Time("REQUEST_TIMEOUT_MS", 1, 600_000) ?? relay.Delivery.RequestTimeout;
        if (Value("ACCEPTED_ANSWERS") is { } answers)
        {
            // Not commas, which JSON has.
            relay.Delivery.AcceptedAnswers = answers.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }
    }

    private void Read(LambdaRelayOptions lambda)
    {
        lambda.DeadlineMargin = Time("DEADLINE_MARGIN_MS", 0, 300_000) ?? lambda.DeadlineMargin;
        lambda.ReportBatchItemFailures = Switch("SQS_REPORT_BATCH_ITEM_FAILURES") ?? lambda.ReportBatchItemFailures;
    }

    private string? Value(string name) => _variable(name) is { Length: > 0 } value ? value : null;

    private bool? Switch(string name) => Choice(name, ("true", true), ("false", false));

    private int? Count(string name) => (int?)Number(name, int.MaxValue);

    // The bounds are those of the settings, here in the variable's unit: Core's message would speak of hours, minutes and seconds.
    private TimeSpan? Time(string name, long least, long most) =>
        Number(name, most, least) is { } milliseconds ? TimeSpan.FromTicks(milliseconds * TimeSpan.TicksPerMillisecond) : null;

    private long? Number(string name, long most, long least = 0)
    {
        if (Value(name) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most)
        {
            return number;
        }

        _errors.Add($"{name} is '{text}'; allowed: a whole number, {least} to {most}.");
        return null;
    }

    private T? Choice<T>(string name, params ReadOnlySpan<(string Text, T Value)> choices)
        where T : struct
    {
        if (Value(name) is not { } text)
        {
            return null;
        }

        foreach ((string word, T value) in choices)
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        string last = choices[^1].Text;
        string others = string.Join(", ", choices[..^1].ToArray().Select(choice => choice.Text));
        _errors.Add($"{name} is '{text}'; allowed: {others} or {last}.");
        return null;
    }
}
