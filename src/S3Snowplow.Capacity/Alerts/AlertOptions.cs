namespace S3Snowplow.Capacity;

/// <summary>How alerts are told.</summary>
public sealed class AlertOptions
{
    /// <summary>Names this installation in every key, so that two that watch pipelines of the same name do not close each other's alerts. 1 to 24 of <c>A-Z a-z 0-9 _ -</c>.</summary>
    /// <value>Default: <see langword="null"/>, nothing is put before the incident's id.</value>
    public string? Installation { get; set; }

    /// <summary>How long one attempt may take.</summary>
    /// <value>Default: 20 seconds. 5 seconds to 2 minutes.</value>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>After what time an open overload, blindness or silence is told again, with present figures.</summary>
    /// <value>Default: 4 hours; <see langword="null"/>: never. 5 minutes or more.</value>
    public TimeSpan? RenotifyAfter { get; set; } = TimeSpan.FromHours(4);

    /// <summary>After what time as critical an incident is told to <see cref="EscalateTo"/> as well.</summary>
    /// <value>Default: 30 minutes. 1 minute or more.</value>
    public TimeSpan EscalateAfter { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// The name of the channel that is told of what is critical for <see cref="EscalateAfter"/>, or that no channel of the pipeline could be told of for <see cref="FallbackAfter"/>.
    /// It is told of nothing else, but what pipelines that name it in their <c>alerts</c> tell.
    /// </summary>
    /// <value>Default: <see langword="null"/>, none.</value>
    public string? EscalateTo { get; set; }

    /// <summary>How long none of a pipeline's channels has taken a critical alert until <see cref="EscalateTo"/> is told.</summary>
    /// <value>Default: 2 minutes. 0 or more.</value>
    public TimeSpan FallbackAfter { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>After what time an alert that nothing ends (a suspect capacity, a differing throughput) is closed where alerts stay open.</summary>
    /// <value>Default: 24 hours. 5 minutes or more.</value>
    public TimeSpan NoticeLasts { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The limit that is judged by where a pipeline has none of its own. Plays a part in the words only: a limit above it is told with its reason.</summary>
    /// <value>Default: 60 minutes.</value>
    public TimeSpan MaxBehind { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>For how long load is remembered. Plays a part in the words only.</summary>
    /// <value>Default: 6 hours.</value>
    public TimeSpan History { get; set; } = TimeSpan.FromHours(6);

    /// <summary>The page that shows a pipeline: an absolute http or https address, in which <c>{pipeline}</c>, <c>{from}</c> and <c>{to}</c> (milliseconds since 1970) are filled in.</summary>
    /// <value>Default: <see langword="null"/>, no link.</value>
    public string? PageUrl { get; set; }

    /// <summary>In a host: whether each channel is sent a test alert at the start. What it answered is logged.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool TestAtStart { get; set; }

    /// <summary>Gives numbers of [0, 1) for the pauses after too much at once.</summary>
#pragma warning disable CA5394 // Spreads attempts in time; protects nothing.
    internal Func<double> Random { get; set; } = new Random().NextDouble;
#pragma warning restore CA5394

    /// <summary>What is wrong with it, each in a sentence that names the setting.</summary>
    /// <param name="channels">The names of the channels.</param>
    public IEnumerable<string> Problems(IReadOnlyCollection<string> channels)
    {
        ArgumentNullException.ThrowIfNull(channels);

        if (Installation is { } installation && (installation.Length is 0 or > 24 || installation.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '-'))))
        {
            yield return $"{nameof(Installation)} is '{installation}'; allowed: 1 to 24 letters, digits, '_' and '-'.";
        }

        if (EscalateTo is { } second && !channels.Contains(second))
        {
            yield return $"{nameof(EscalateTo)} is '{second}', which is no channel; there are: {string.Join(", ", channels)}.";
        }

        (string Name, TimeSpan Value, TimeSpan Least, TimeSpan Most)[] times =
        [
            (nameof(AttemptTimeout), AttemptTimeout, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(2)),
            (nameof(RenotifyAfter), RenotifyAfter ?? TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5), TimeSpan.MaxValue),
            (nameof(EscalateAfter), EscalateAfter, TimeSpan.FromMinutes(1), TimeSpan.MaxValue),
            (nameof(FallbackAfter), FallbackAfter, TimeSpan.Zero, TimeSpan.MaxValue),
            (nameof(NoticeLasts), NoticeLasts, TimeSpan.FromMinutes(5), TimeSpan.MaxValue),
        ];
        foreach ((string name, TimeSpan value, TimeSpan least, TimeSpan most) in times)
        {
            if (value < least || value > most)
            {
                yield return $"{name} is {value}; allowed: {least}{(most == TimeSpan.MaxValue ? " or more" : $" to {most}")}.";
            }
        }

        // A link that leads nowhere is worse than none: whoever is woken follows it.
        if (PageUrl is { } page && (PageFor("a", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch) is not { } uri || uri.IsLoopback))
        {
            yield return $"{nameof(PageUrl)} is '{page}'; allowed: an absolute http or https address that others can reach, with {{pipeline}}, {{from}} and {{to}} in it.";
        }
    }

    /// <summary>The page for a pipeline, a quarter of an hour before it began to a quarter after it was last seen.</summary>
    internal Uri? PageFor(string? pipeline, DateTimeOffset from, DateTimeOffset to)
    {
        if (PageUrl is not { } template)
        {
            return null;
        }

        TimeSpan margin = TimeSpan.FromMinutes(15);
        string url = template
            .Replace("{pipeline}", Uri.EscapeDataString(pipeline ?? string.Empty), StringComparison.Ordinal)
            .Replace("{from}", (from - margin).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{to}", (to + margin).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return Uri.TryCreate(url, UriKind.Absolute, out Uri? page) && (page.Scheme is "http" or "https") && page.Host.Length > 0 ? page : null;
    }
}
