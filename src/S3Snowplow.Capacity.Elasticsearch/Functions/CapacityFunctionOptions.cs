using System.Globalization;

namespace S3Snowplow.Capacity;

/// <summary>
/// What a <see cref="CapacityFunction"/> does in each of its runs: <see cref="BandsUri"/> makes it send capacities, the address of <see cref="Elasticsearch"/> makes it judge.
/// </summary>
public sealed class CapacityFunctionOptions
{
    /// <summary>A file with bands: <c>https://…</c> (<c>http://</c> to this machine only), or the path of a file that is packaged with the program, relative to its folder.</summary>
    /// <value>Default: <see langword="null"/>; no capacities are sent.</value>
    public string? BandsUri { get; set; }

    /// <summary>From when on these bands hold; to be moved with each change of them.</summary>
    /// <value>Default: <see langword="null"/>; the time of the web server's header <c>Last-Modified</c>, or of the file's last writing.</value>
    public DateTimeOffset? BandsEffectiveFrom { get; set; }

    /// <summary>How often each capacity is repeated, at whole multiples of this time; the schedule has to be as frequent.</summary>
    /// <value>Default: 15 minutes. It is also that of <see cref="Evaluation"/>.</value>
    public TimeSpan HeartbeatInterval { get => Evaluation.HeartbeatInterval; set => Evaluation.HeartbeatInterval = value; }

    /// <summary>Where the documents are that are judged from.</summary>
    /// <value>Default: no address; nothing is judged.</value>
    public ElasticsearchOptions Elasticsearch { get; set; } = new();

    /// <summary>How it is judged. How long alerts and events may take follows from the time that a run has.</summary>
    public ThroughputEvaluationOptions Evaluation { get; set; } = new();

    /// <summary>Who is told besides the log and the collector.</summary>
    /// <value>Default: no address; nobody.</value>
    public WebhookAlertOptions Webhook { get; set; } = new();

    /// <summary>The schemas of capacities, incidents and pipelines.</summary>
    public CapacitySchemas Schemas { get => Elasticsearch.Schemas; set => Elasticsearch.Schemas = value; }

    /// <summary>A message for each setting that is wrong, by the name of its environment variable: its value (never a secret) and what is allowed. Empty where all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        if (BandsUri is null && Elasticsearch.Address is null)
        {
            errors.Add("BANDS_URI and ELASTICSEARCH_URI are not set; at least one is needed: the first sends capacities, the second judges.");
        }

        if (BandsUri is not null && BandsAddress.Problem(BandsUri) is { } problem)
        {
            errors.Add(problem);
        }

        if (BandsEffectiveFrom is { } time && BandsUri is null)
        {
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"BANDS_EFFECTIVE_FROM is {time:O}, and BANDS_URI is not set; set both or neither."));
        }

        if (Elasticsearch.Address is not null)
        {
            errors.AddRange(Elasticsearch.Validate(FunctionSettings.VariableOf));
        }
        else if (Elasticsearch.ApiKey is not null || Elasticsearch.UserName is not null || Elasticsearch.Password is not null || Webhook.Url is not null)
        {
            errors.Add("ELASTICSEARCH_URI is not set, but credentials for it or ALERT_WEBHOOK_URL are; set all of them or none: alerts come from judging.");
        }

        errors.AddRange(Evaluation.Validate(FunctionSettings.VariableOf));
        if (Webhook.Url is not null && Webhook.Validate(FunctionSettings.VariableOf) is { Count: > 0 } refused)
        {
            errors.AddRange(refused);
        }

        return errors;
    }
}
