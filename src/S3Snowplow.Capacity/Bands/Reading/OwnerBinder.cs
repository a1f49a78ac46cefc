namespace S3Snowplow.Capacity.Reading;

/// <summary>Reads what a pipeline's owner says of it: how its files come, what is tolerated, who is told, and when not.</summary>
internal sealed class OwnerBinder(BandsErrors errors)
{
    /// <summary>The members that this reads.</summary>
    public static readonly string[] Members = ["rhythm", "max_behind", "owner", "runbook", "alerts", "silence"];

    // The ranges are those of the judgement's settings.
    private static readonly (TimeSpan Least, TimeSpan Most) RhythmRange = (TimeSpan.FromMinutes(5), TimeSpan.FromDays(2));
    private static readonly (TimeSpan Least, TimeSpan Most) MaxBehindRange = (TimeSpan.FromMinutes(3), TimeSpan.FromDays(2));

    private const int MaxAddressLength = 2048;

    private readonly ConfigChecks _checks = new(errors);
    private readonly SilenceBinder _silences = new(errors);

    /// <summary>The pipeline with what the map says of it.</summary>
    public PipelineBand Read(PipelineBand pipeline, ConfigNode map) => pipeline with
    {
        Rhythm = Duration(map.Find("rhythm"), RhythmRange),
        MaxBehind = Duration(map.Find("max_behind"), MaxBehindRange),
        Owner = map.Find("owner") is { } owner ? _checks.Name(owner, "the name of who is responsible") : null,
        Runbook = map.Find("runbook") is { } runbook ? Address(runbook) : null,
        Alerts = map.Find("alerts") is { } alerts ? Names(alerts) : [],
        Silences = map.Find("silence") is { } silences ? _silences.Read(silences) : [],
    };

    private TimeSpan? Duration(ConfigNode? node, (TimeSpan Least, TimeSpan Most) range)
    {
        string allowed = $"{WholeMinutes.Allowed}; {range.Least.TotalMinutes:0} min to {range.Most.TotalDays:0} days";
        if (node is null || !_checks.IsKind(node, ConfigKind.Scalar, allowed))
        {
            return null;
        }

        if (!WholeMinutes.TryParse(node.Text, out TimeSpan time, out string? problem))
        {
            errors.Add(node, $"{problem} Allowed: {allowed}.");
            return null;
        }

        if (time < range.Least || time > range.Most)
        {
            errors.Add(node, $"'{node.Text}' is too {(time < range.Least ? "short" : "long")}. Allowed: {allowed}.");
            return null;
        }

        return time;
    }

    // It is shown in alerts: what only this machine can open, or what has a password in it, helps nobody there.
    private Uri? Address(ConfigNode node)
    {
        const string Allowed = "an address that others can open, http:// or https://, without user or password";
        if (!_checks.IsKind(node, ConfigKind.Scalar, Allowed))
        {
            return null;
        }

        string? problem = node.Text.Length > MaxAddressLength ? $"has {node.Text.Length} characters, and {MaxAddressLength} are possible"
            : node.Text.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter)) ? "has a space or a control character"
            : !Uri.TryCreate(node.Text, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https") ? "is no whole address of the web"
            : uri.UserInfo.Length > 0 ? "has a user or a password in it"
            : uri.IsLoopback || uri.Host.Length == 0 || uri.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) || uri.Host is "0.0.0.0" or "[::]" ? "leads to the reader's own machine"
            : null;
        if (problem is null)
        {
            return new Uri(node.Text, UriKind.Absolute);
        }

        errors.Add(node, $"The runbook {problem}. Allowed: {Allowed}.");
        return null;
    }

    private List<string> Names(ConfigNode list)
    {
        const string Allowed = "a list of names of alert channels, such as [ pager, slack-data ]";
        List<string> names = [];
        if (!_checks.IsKind(list, ConfigKind.List, Allowed))
        {
            return names;
        }

        if (list.Items.Count == 0)
        {
            errors.Add(list, "The list of alert channels is empty. Allowed: one or more names; no 'alerts' at all for all channels; 'silence' to be quiet for a time.");
        }

        foreach (ConfigNode item in list.Items)
        {
            if (_checks.Name(item, "the name of an alert channel") is not { } name)
            {
                continue;
            }

            if (names.Contains(name))
            {
                errors.Add(item, $"'{name}' is in the list already. Allowed: each name once.");
            }
            else
            {
                names.Add(name);
            }
        }

        return names;
    }
}
