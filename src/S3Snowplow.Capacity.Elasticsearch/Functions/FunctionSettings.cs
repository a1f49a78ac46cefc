using System.Globalization;

namespace S3Snowplow.Capacity;

/// <summary>Reads the settings of a function from environment variables. One that is empty counts as not set; no secret gets into a message.</summary>
internal sealed class FunctionSettings
{
    private readonly Func<string, string?> _variable;
    private readonly List<string> _errors = [];

    private FunctionSettings(Func<string, string?> variable) => _variable = variable;

    /// <summary>Each variable with the setting that it is for, as the options name it in their messages. A test compares the table of the package's README with this.</summary>
    public static IReadOnlyList<(string Variable, string Setting)> Names { get; } =
    [
        ("BANDS_URI", nameof(CapacityFunctionOptions.BandsUri)),
        ("BANDS_EFFECTIVE_FROM", nameof(CapacityFunctionOptions.BandsEffectiveFrom)),
        ("SEND_CAPACITIES", nameof(CapacityFunctionOptions.SendsCapacities)),
        ("HEARTBEAT_MINUTES", nameof(CapacityFunctionOptions.HeartbeatInterval)),
        ("EVENT_SCHEMA", nameof(ElasticsearchOptions.EventSchema)),
        ("ELASTICSEARCH_URI", nameof(ElasticsearchOptions.Address)),
        ("ELASTICSEARCH_ALLOW_HTTP", nameof(ElasticsearchOptions.AllowHttp)),
        ("ELASTICSEARCH_API_KEY", nameof(ElasticsearchOptions.ApiKey)),
        ("ELASTICSEARCH_USER", nameof(ElasticsearchOptions.UserName)),
        ("ELASTICSEARCH_PASSWORD", nameof(ElasticsearchOptions.Password)),
        ("ELASTICSEARCH_SIGNING", nameof(ElasticsearchOptions.Signing)),
        ("ELASTICSEARCH_REGION", nameof(ElasticsearchOptions.Region)),
        ("ELASTICSEARCH_CLIENT_CERTIFICATE", nameof(ElasticsearchOptions.ClientCertificate)),
        ("ELASTICSEARCH_CLIENT_CERTIFICATE_PASSWORD", nameof(ElasticsearchOptions.ClientCertificatePassword)),
        ("ELASTICSEARCH_CA", nameof(ElasticsearchOptions.CertificateAuthority)),
        ("ELASTICSEARCH_INDEX", nameof(ElasticsearchOptions.IndexPattern)),
        ("ELASTICSEARCH_FORM", nameof(ElasticsearchOptions.Form)),
        ("ELASTICSEARCH_DOCUMENTS_PER_PAGE", nameof(ElasticsearchOptions.DocumentsPerPage)),
        ("ELASTICSEARCH_REMEMBERED_EVENTS", nameof(ElasticsearchOptions.RememberedEvents)),
        ("ELASTICSEARCH_MAX_BUCKETS", nameof(ElasticsearchOptions.MaxBuckets)),
        ("ELASTICSEARCH_KEYWORD_SUFFIX", nameof(ElasticsearchOptions.KeywordSuffix)),
        ("JUDGE_STATE", nameof(CapacityFunctionOptions.State)),
        ("EVALUATION_DELAY_MINUTES", nameof(JudgementOptions.StoreDelay)),
        ("ALERTS", nameof(CapacityFunctionOptions.Channels)),
        ("DEAD_MAN_URL", nameof(CapacityFunctionOptions.DeadManUrl)),
    ];

    /// <summary>What the settings are called in messages.</summary>
    public static SettingNames SettingNames { get; } = new(VariableOf);

    /// <summary>Sets what the variables say.</summary>
    /// <returns>A message for each variable that cannot be read.</returns>
    public static List<string> Read(Func<string, string?> variable, CapacityFunctionOptions options)
    {
        var settings = new FunctionSettings(variable);
        settings.Read(options);
        return settings._errors;
    }

    /// <summary>The variable of a setting; <see langword="null"/> where it has none. For those who write messages: a finished one may have a server's words in it, which stay as they are.</summary>
    public static string? VariableOf(string setting) => Names.FirstOrDefault(one => one.Setting == setting) is { Variable: { } variable } ? variable : null;

    private void Read(CapacityFunctionOptions options)
    {
        options.BandsUri = Value("BANDS_URI");
        if (Value("BANDS_EFFECTIVE_FROM") is { } time)
        {
            if (DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset effective))
            {
                options.BandsEffectiveFrom = effective;
            }
            else
            {
                _errors.Add($"BANDS_EFFECTIVE_FROM is '{time}'; allowed: a time such as 2026-03-01T08:00:00Z.");
            }
        }

        options.SendsCapacities = Choice("SEND_CAPACITIES", ("true", true), ("false", false)) ?? options.SendsCapacities;
        if (Minutes("HEARTBEAT_MINUTES", 1, 360) is { } interval)
        {
            options.HeartbeatInterval = interval;
        }

        ElasticsearchOptions elasticsearch = options.Elasticsearch;
        ReadConnection(elasticsearch);
        elasticsearch.IndexPattern = Value("ELASTICSEARCH_INDEX") ?? elasticsearch.IndexPattern;
        elasticsearch.Form = Choice("ELASTICSEARCH_FORM", ("documents", ElasticsearchForm.Documents), ("entity", ElasticsearchForm.Entity)) ?? elasticsearch.Form;
        elasticsearch.DocumentsPerPage = Number("ELASTICSEARCH_DOCUMENTS_PER_PAGE", 10, 1_000_000) ?? elasticsearch.DocumentsPerPage;
        elasticsearch.RememberedEvents = Number("ELASTICSEARCH_REMEMBERED_EVENTS", 1_000, 20_000_000) ?? elasticsearch.RememberedEvents;
        elasticsearch.KeywordSuffix = Value("ELASTICSEARCH_KEYWORD_SUFFIX") ?? elasticsearch.KeywordSuffix;
        elasticsearch.MaxBuckets = Number("ELASTICSEARCH_MAX_BUCKETS", 3_000, 10_000_000) ?? elasticsearch.MaxBuckets;
        elasticsearch.EventSchema = Value("EVENT_SCHEMA") ?? elasticsearch.EventSchema;
        elasticsearch.SettingName = VariableOf;
        options.Judgement.StoreDelay = Minutes("EVALUATION_DELAY_MINUTES", 0, 60) ?? options.Judgement.StoreDelay;
        options.DeadManUrl = Value("DEAD_MAN_URL");
        foreach (string name in (Value("ALERTS") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            options.Channels[name] = FunctionChannels.Read(name, Value);
        }
    }

    private void ReadConnection(ElasticsearchOptions elasticsearch)
    {
        elasticsearch.Address = Address("ELASTICSEARCH_URI", "https://HOST:PORT, or http:// to this machine");
        elasticsearch.AllowHttp = Choice("ELASTICSEARCH_ALLOW_HTTP", ("true", true), ("false", false)) ?? elasticsearch.AllowHttp;
        (elasticsearch.ApiKey, elasticsearch.UserName, elasticsearch.Password) = (Value("ELASTICSEARCH_API_KEY"), Value("ELASTICSEARCH_USER"), Value("ELASTICSEARCH_PASSWORD"));
        elasticsearch.Signing = Choice("ELASTICSEARCH_SIGNING", ("none", ElasticsearchSigning.None), ("es", ElasticsearchSigning.Es), ("aoss", ElasticsearchSigning.Aoss)) ?? elasticsearch.Signing;
        elasticsearch.Region = Value("ELASTICSEARCH_REGION") ?? elasticsearch.Region;
        (elasticsearch.ClientCertificate, elasticsearch.ClientCertificatePassword) = (Value("ELASTICSEARCH_CLIENT_CERTIFICATE"), Value("ELASTICSEARCH_CLIENT_CERTIFICATE_PASSWORD"));
        elasticsearch.CertificateAuthority = Value("ELASTICSEARCH_CA");
    }

    private string? Value(string name) => _variable(name) is { Length: > 0 } value ? value : null;

    private Uri? Address(string name, string allowed)
    {
        if (Value(name) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address))
        {
            return address;
        }

        _errors.Add($"{name} is no address (not printed here); allowed: {allowed}.");
        return null;
    }

    private TimeSpan? Minutes(string name, int least, int most) => Number(name, least, most) is { } minutes ? TimeSpan.FromTicks(minutes * TimeSpan.TicksPerMinute) : null;

    private int? Number(string name, int least, int most)
    {
        if (Value(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
        {
            return number;
        }

        _errors.Add($"{name} is '{text}'; allowed: a whole number, {least} to {most}.");
        return null;
    }

    private T? Choice<T>(string name, params (string Text, T Value)[] choices)
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

        _errors.Add($"{name} is '{text}'; allowed: {string.Join(" or ", choices.Select(choice => choice.Text))}.");
        return null;
    }
}
