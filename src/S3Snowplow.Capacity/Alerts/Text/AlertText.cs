using System.Diagnostics;
using System.Globalization;
using System.Text;
using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Capacity;

/// <summary>The words of an alert, from the figures alone, in plain text: a channel escapes them for its own markup.</summary>
/// <remarks>Sizes are in the units in which the bands have the pipeline's throughput; times are UTC and say so; names from outside have no line breaks and no control characters, and are at most 200 characters long.</remarks>
public static class AlertText
{
    private const int MinutesOfHour = 60;

    // From this rhythm on what will come is not guessed.
    private const int RhythmWithoutForecast = 30;

    /// <summary>What it is, in capitals: <c>CRITICAL</c>, <c>STILL WARNING</c>, <c>RECOVERED</c>, <c>TEST</c>, ...</summary>
    public static string State(AlertNotice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);

        string word = notice.Phase == AlertPhase.Reminded
            ? $"still {notice.SeverityWord()}"
            : notice.Topic == AlertTopic.Test && notice.Phase == AlertPhase.Closed ? "test over"
            : notice.Kind.Replace('_', ' ');
        return word.ToUpperInvariant();
    }

    /// <summary>A whole sentence that can stand alone: what, how bad, and the limit.</summary>
    public static string Headline(AlertNotice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);

        string name = AlertWords.Name(notice.Pipeline ?? notice.Source);
        return notice.Topic switch
        {
            AlertTopic.Test => $"TEST from {AlertWords.Name(notice.Source)}, nobody has to act: this is what a critical alert looks like",
            AlertTopic.Overload => Overload(notice, name),
            AlertTopic.Blind => notice.Phase == AlertPhase.Closed
                ? $"{name} is heard again; it was blind since {AlertWords.Time(notice.Since)}. What arrived meanwhile counts as it comes in"
                : $"Nothing is heard from {name}: no notification and no sign of life. Nothing can be judged until it is; open incidents stay open",
            AlertTopic.Silent => notice.Phase == AlertPhase.Closed
                ? notice.Kind == "closed" ? $"{name} is no longer in the bands; its silence is over" : $"{name} gets data again"
                : $"{name} gets no data for unusually long, while its source lives{Usual(notice)}",
            AlertTopic.CapacitySuspect => CapacitySuspect(notice, name),
            AlertTopic.ThroughputDiffers => ThroughputDiffers(notice, name),
            _ => throw new UnreachableException($"{notice.Topic} is no topic."),
        };
    }

    /// <summary>What there is to know, label by label, the most needed first. At most ten.</summary>
    public static IReadOnlyList<AlertField> Fields(AlertNotice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);

        List<AlertField> fields = [];
        bool isOver = notice.Phase == AlertPhase.Closed;
        if (notice.Figures is { } figures && notice.Topic is AlertTopic.Overload or AlertTopic.Test or AlertTopic.ThroughputDiffers)
        {
            Add(fields, "Behind", $"{AlertWords.Seconds(figures.Behind)} of work ({Size(notice, figures.Backlog)})");
            Add(fields, "Limit in force", Limit(notice));
            Add(fields, "Forecast", isOver ? null : Forecast(notice));
            Add(fields, "Load", Load(notice));
        }

        if (notice.Facts is { } facts)
        {
            Add(fields, "Present band", $"{AlertWords.Name(facts.Band)} ({AlertWords.Rate(facts.Throughput)})");
            Add(fields, "Smallest band that would do", isOver ? null : Smallest(notice));
            Add(fields, "Owner", facts.Owner is { } owner ? AlertWords.Name(owner) : null);
        }

        Add(fields, "Since", AlertWords.Time(notice.Since));
        Add(fields, isOver ? "Over at" : "As of", AlertWords.Time(notice.Ended ?? notice.At));
        Add(fields, "Incident", notice.Incident);
        return fields;
    }

    /// <summary>All of it in lines, for mail and whatever shows plain text; less of it where <see cref="AlertNotice.Size"/> says so.</summary>
    public static string Plain(AlertNotice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);

        if (notice.Size == AlertSize.Line)
        {
            return Line(notice);
        }

        var text = new StringBuilder(Headline(notice)).Append('\n');
        foreach (AlertField field in Fields(notice))
        {
            if (notice.Size == AlertSize.Full || field.Label is "Since" or "Incident" or "Behind")
            {
                text.Append('\n').Append(field.Label).Append(": ").Append(field.Value);
            }
        }

        foreach ((string label, Uri address) in Links(notice))
        {
            text.Append('\n').Append(label).Append(": ").Append(address.AbsoluteUri);
        }

        return text.ToString();
    }

    /// <summary>One line, at most 300 characters: state, pipeline, incident and one link.</summary>
    public static string Line(AlertNotice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);

        string link = Links(notice).Select(one => one.Address.AbsoluteUri).FirstOrDefault(address => address.Length <= 150) is { } found ? $" {found}" : string.Empty;
        string rest = $", {AlertWords.Time(notice.At)}. Incident {notice.Incident}{link}";
        return AlertWords.Cut($"{State(notice)} {AlertWords.Name(notice.Pipeline ?? notice.Source)}", 300 - rest.Length) + rest;
    }

    /// <summary>Where to look: what to do first, then the page.</summary>
    public static IReadOnlyList<(string Label, Uri Address)> Links(AlertNotice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);

        List<(string, Uri)> links = [];
        if (notice.Runbook is { IsAbsoluteUri: true } runbook)
        {
            links.Add(("Runbook", runbook));
        }

        if (notice.Page is { } page)
        {
            links.Add(("Page", page));
        }

        return links;
    }

    /// <summary>The limit in force, and where it is above what was set, why; <see langword="null"/>: nothing was measured.</summary>
    public static string? Limit(AlertNotice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);

        if (notice.Figures is not { } figures)
        {
            return null;
        }

        string limit = AlertWords.Minutes(figures.LimitInForce);
        if (notice.Facts?.MaxBehind is not null)
        {
            return $"{limit}, as max_behind says";
        }

        if (figures.LimitInForce <= notice.LimitSetMinutes)
        {
            return limit;
        }

        if (figures.IsRhythmFound && figures.LimitInForce == Math.Min((long)figures.Rhythm * 3 / 2, 1440))
        {
            return $"{limit}, as data come in files up to {AlertWords.Minutes(figures.Rhythm)} apart (found)";
        }

        return notice.Facts?.Rhythm is { } declared && figures.LimitInForce == (long)figures.Rhythm * 3 / 2
            ? $"{limit}, as a rhythm of {AlertWords.Minutes((long)declared.TotalMinutes)} is declared"
            : limit;
    }

    /// <summary>What comes of it; <see langword="null"/>: nothing was measured.</summary>
    public static string? Forecast(AlertNotice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);

        if (notice.Figures is not { } figures)
        {
            return null;
        }

        return figures.Forecast switch
        {
            { Passes: { } passes } => $"at this rate the limit is passed in {AlertWords.Minutes(passes)}{After(notice, passes)}",
            { Back: 0 } => "caught up",
            { Back: { } back } when figures.Rhythm >= RhythmWithoutForecast => $"{AlertWords.Minutes(back)} of work if nothing more comes",
            { Back: { } back } => $"at this rate caught up in {AlertWords.Minutes(back)}{After(notice, back)}",
            _ => "at this rate it does not catch up",
        };
    }

    /// <summary>Which band would do; <see langword="null"/>: nobody knows.</summary>
    public static string? Smallest(AlertNotice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);

        if (notice.Facts is not { } facts)
        {
            return null;
        }

        if (!facts.IsNeedKnown)
        {
            return null;
        }

        // It grows, and by how much is not known: what came on average says nothing of what comes now.
        if (notice.Figures is { Forecast: { Passes: null, Back: null }, Behind: > 0 } && facts.Smallest is { } found && found.Throughput.BytesPerHour <= facts.Throughput.BytesPerHour)
        {
            return null;
        }

        return facts.Smallest is not { } smallest ? "none of the bands takes what comes now"
            : smallest.Throughput.BytesPerHour <= facts.Throughput.BytesPerHour ? $"the present one takes what comes now; {AlertWords.Name(smallest.Name)} ({AlertWords.Rate(smallest.Throughput)}) is the smallest that does"
            : $"{AlertWords.Name(smallest.Name)} ({AlertWords.Rate(smallest.Throughput)})";
    }

    /// <summary>For how long nothing usually comes.</summary>
    /// <param name="minutes">So long at most.</param>
    internal static string UsualGap(long minutes) => $"its longest usual gap is {AlertWords.Minutes(minutes)}";

    private static string Overload(AlertNotice notice, string name)
    {
        if (notice.Phase == AlertPhase.Closed)
        {
            string untold = notice.Untold.Count == 0 ? string.Empty : $". Not told before it was over: {string.Join(", ", notice.Untold.Select(AlertWords.Name))}";
            string span = $"from {AlertWords.Time(notice.Since)} to {AlertWords.Time(notice.Ended ?? notice.At)}";
            return notice.Transition.Kind == TransitionKind.Removed
                ? $"{name} was removed from the bands while it was overloaded, {span}; nothing more is judged of it{untold}"
                : $"{name} has recovered and no work waits; it was overloaded {span}{untold}";
        }

        string what = notice.Severity == AlertSeverity.Critical ? "gets more than it can process" : "is falling behind";
        string still = notice.Phase == AlertPhase.Reminded ? "still " : string.Empty;
        if (notice.Figures is not { } figures)
        {
            return $"{name} {still}{what}, since {AlertWords.Time(notice.Since)}";
        }

        return $"{name} {still}{what}: {AlertWords.Seconds(figures.Behind)} of work waits ({Size(notice, figures.Backlog)}), limit {Limit(notice)}; {Forecast(notice)}";
    }

    private static string CapacitySuspect(AlertNotice notice, string name)
    {
        if (notice.Phase == AlertPhase.Closed)
        {
            return $"The capacity of {name} that looked wrong is told of no longer";
        }

        return notice.Transition.Capacities is { } said
            ? $"The capacity of {name} was changed from {Rate(notice, said.Old)} to {Rate(notice, said.New)}, which looks wrong; the old one counts for a while, then the new one unless it is corrected"
            : $"The capacity of {name} was changed so much that it looks wrong";
    }

    private static string ThroughputDiffers(AlertNotice notice, string name)
    {
        if (notice.Phase == AlertPhase.Closed)
        {
            return $"The throughput of {name}, which is not what was declared, is told of no longer";
        }

        string measured = notice.Transition.Measured is { } bytes ? Size(notice, bytes) : "another amount";
        string declared = notice.Facts is { } facts ? $"{AlertWords.Rate(facts.Throughput)} is declared" : "something else is declared";
        return $"{name} worked off {measured} in the last hour, while {declared}; the limit is judged by what is worked off";
    }

    private static string Usual(AlertNotice notice) => notice.Transition.Usual is { } usual ? $"; {UsualGap(usual)}" : string.Empty;

    // A ring that holds one file or none has no load to speak of.
    private static string? Load(AlertNotice notice) => notice.Figures is { } figures && 2 * figures.Rhythm <= notice.HistoryMinutes
        ? figures.Load >= 3000
            ? $"3.00 or more over {AlertWords.Minutes(notice.HistoryMinutes)}"
            : string.Create(CultureInfo.InvariantCulture, $"{figures.Load / 1000m:0.00} over {AlertWords.Minutes(notice.HistoryMinutes)}")
        : null;

    private static string After(AlertNotice notice, long minutes) =>
        minutes is >= 0 and < 7 * 24 * MinutesOfHour ? $", about {AlertWords.Time(notice.At.AddMinutes(minutes))}" : string.Empty;

    private static string Size(AlertNotice notice, long bytes) => AlertWords.Size(bytes, notice.Facts?.Throughput.IsBinary ?? false);

    private static string Rate(AlertNotice notice, long bytesPerHour) => AlertWords.Rate(new Throughput(bytesPerHour) { IsBinary = notice.Facts?.Throughput.IsBinary ?? false });

    private static string SeverityWord(this AlertNotice notice) => notice.Topic == AlertTopic.Overload ? notice.SeverityName : notice.Transition.Kind.Name();

    private static void Add(List<AlertField> fields, string label, string? value)
    {
        if (value is not null)
        {
            fields.Add(new AlertField(label, value));
        }
    }
}

/// <summary>One thing to know.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">The thing, as plain text.</param>
public readonly record struct AlertField(string Label, string Value);
