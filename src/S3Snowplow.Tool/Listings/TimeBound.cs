using System.CommandLine;
using System.Globalization;

namespace S3Snowplow.Tool;

/// <summary>A time as people write it on a command line: an instant (<c>2026-11-01</c>, <c>2026-11-01T12:00:00Z</c>), or how long ago (<c>30d</c>, <c>12h</c>, <c>90m</c>, <c>2w</c>).</summary>
internal sealed record TimeBound
{
    private const string Allowed = "allowed: how long ago, such as 30d, 12h, 90m or 2w, or a time such as 2026-11-01 or 2026-11-01T12:00:00Z";

    private TimeBound(TimeSpan? ago, DateTimeOffset? instant) => (Ago, Instant) = (ago, instant);

    /// <summary>How long ago; <see langword="null"/>: it is an instant.</summary>
    public TimeSpan? Ago { get; }

    /// <summary>The instant; <see langword="null"/>: it is how long ago.</summary>
    public DateTimeOffset? Instant { get; }

    /// <summary>The instant, where <paramref name="now"/> is what "ago" counts from.</summary>
    public DateTimeOffset From(DateTimeOffset now) => Instant ?? now - Ago!.Value;

    /// <summary>Makes an option of it.</summary>
    public static Option<TimeBound?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "30d|TIME",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (TryParse(text) is { } bound)
            {
                return bound;
            }

            result.AddError($"{name} is '{text}'; {Allowed}.");
            return null;
        },
    };

    /// <summary>Reads it. A time without a zone is in UTC. <see langword="null"/>: it is neither.</summary>
    public static TimeBound? TryParse(string text)
    {
        if (Duration.TryParse(text) is { } ago)
        {
            return new TimeBound(ago, null);
        }

        // Only what begins with a year: 11/01/2026 is two dates.
        return text.Length >= 10 && text[4] == '-' && text[7] == '-'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset instant)
            ? new TimeBound(null, instant)
            : null;
    }
}
