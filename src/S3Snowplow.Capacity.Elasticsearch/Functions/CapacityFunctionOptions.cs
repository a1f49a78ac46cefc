using System.Globalization;

namespace S3Snowplow.Capacity;

/// <summary>
/// What a <see cref="CapacityFunction"/> does in each of its runs: <see cref="BandsUri"/> makes it send capacities, the address of <see cref="Elasticsearch"/> makes it judge.
/// </summary>
public sealed class CapacityFunctionOptions
{
    /// <summary>A file with bands: <c>https://…</c> (<c>http://</c> to this machine only), or the path of a file that is packaged with the program, relative to its folder.</summary>
    /// <value>Default: <see langword="null"/>; no capacities are sent, and the judge takes those of the events.</value>
    public string? BandsUri { get; set; }

    /// <summary>From when on these bands hold; to be moved with each change of them.</summary>
    /// <value>Default: <see langword="null"/>; the time of the web server's header <c>Last-Modified</c>, or of the file's last writing.</value>
    public DateTimeOffset? BandsEffectiveFrom { get; set; }

    /// <summary>Whether the capacities of <see cref="BandsUri"/> are sent; if not, only the judge looks at them, for limits, owners and channels.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool SendsCapacities { get; set; } = true;

    /// <summary>How often each capacity is repeated, at whole multiples of this time; the schedule that sends them has to be as frequent.</summary>
    /// <value>Default: 15 minutes. Setting it sets the reach of signs of life in <see cref="Judgement"/> too: twice this, and blindness is told after three times.</value>
    public TimeSpan HeartbeatInterval
    {
        get;
        set
        {
            field = value;
            (Judgement.AliveReach, Judgement.BlindAfter) = (2 * value, 3 * value);
        }
    }

    = TimeSpan.FromMinutes(15);

    /// <summary>Where the documents are that are judged from.</summary>
    /// <value>Default: no address; nothing is judged.</value>
    public ElasticsearchOptions Elasticsearch { get; set; } = new();

    /// <summary>When input is larger than throughput.</summary>
    /// <value>Default: as everywhere, but 5 minutes for what was received to be found, and signs of life every 15 minutes.</value>
    public JudgementOptions Judgement { get; set; } = new() { StoreDelay = TimeSpan.FromMinutes(5), AliveReach = TimeSpan.FromMinutes(30), BlindAfter = TimeSpan.FromMinutes(45) };

    /// <summary>Keeps what is judged and owed between processes. It stays its owner's.</summary>
    /// <value>Default: <see langword="null"/>; where this process does not remember, all is judged again from two days ago.</value>
    public IJudgeState? State { get; set; }

    /// <summary>Who is told besides the log and the collector, by name.</summary>
    /// <value>Default: empty.</value>
    public IDictionary<string, AlertChannelSettings> Channels { get; } = new Dictionary<string, AlertChannelSettings>(StringComparer.Ordinal);

    /// <summary>The types that <see cref="Channels"/> may have.</summary>
    /// <value>Default: those of S3Snowplow.Capacity; other packages add theirs, <c>sns</c> and <c>email</c>.</value>
    public AlertChannelTypes ChannelTypes { get; } = new();

    /// <summary>An address that is called after each run, so that a monitor elsewhere notices when nobody judges any more. A secret.</summary>
    /// <value>Default: <see langword="null"/>; nobody notices.</value>
    public string? DeadManUrl { get; set; }

    /// <summary>How it is told.</summary>
    public AlertOptions Alerts { get; set; } = new();

    /// <summary>The name of the source: where alerts say that they come from.</summary>
    /// <value>Default: <c>s3snowplow</c>.</value>
    public string Source { get; set; } = "s3snowplow";

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

        if (!SendsCapacities && Elasticsearch.Address is null)
        {
            errors.Add("SEND_CAPACITIES is false, and ELASTICSEARCH_URI is not set: nothing is left to do.");
        }

        if (HeartbeatInterval < TimeSpan.FromMinutes(1) || HeartbeatInterval > TimeSpan.FromHours(6))
        {
            errors.Add($"HEARTBEAT_MINUTES is {HeartbeatInterval.TotalMinutes.ToString(CultureInfo.InvariantCulture)}; allowed: a whole number, 1 to 360.");
        }

        if (Elasticsearch.Address is not null)
        {
            errors.AddRange(Elasticsearch.Validate(FunctionSettings.SettingNames));
            errors.AddRange(Judgement.Validate());
            errors.AddRange(Alerts.Problems([.. Channels.Keys]));
            errors.AddRange(Channels.SelectMany(channel => ChannelTypes.Validate(channel.Key, channel.Value).Select(problem => FunctionChannels.Called(problem, channel.Key))));
            errors.AddRange(DeadManUrl is null ? [] : DeadManSwitch.Validate(DeadManUrl).Select(problem => problem.Replace("S3Snowplow:Alerts:DeadMan:Address", "DEAD_MAN_URL", StringComparison.Ordinal)));
        }
        else if (Elasticsearch.ApiKey is not null || Elasticsearch.UserName is not null || Elasticsearch.Password is not null || Channels.Count > 0 || State is not null || DeadManUrl is not null)
        {
            errors.Add("ELASTICSEARCH_URI is not set, but credentials for it, ALERTS, JUDGE_STATE or DEAD_MAN_URL are; set all of them or none: alerts come from judging.");
        }

        return errors;
    }
}
