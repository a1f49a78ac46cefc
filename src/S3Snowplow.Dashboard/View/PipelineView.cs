using System.Globalization;
using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Dashboard;

/// <summary>How a pipeline is, for the page and for reports, in the words of the alerts. Pure: from what the judge and the bands say alone.</summary>
/// <param name="bands">The bands; <see langword="null"/>: they are not known yet.</param>
/// <param name="words">How alerts are told: the limit that was set for all, and for how long load is remembered.</param>
internal sealed class PipelineView(CapacityBands? bands, AlertOptions words)
{
    // From this rhythm on what will come is not guessed: the specification's words say "if nothing more comes".
    private const int RhythmWithoutForecast = 30;
    private const int LeastRhythm = 5;
    private const int HalfHoursOfDay = 48;

    /// <summary>The pipeline as the page has it.</summary>
    /// <param name="status">How it is.</param>
    /// <param name="history">How it was; <see langword="null"/>: nothing is known.</param>
    public DashboardPipeline Of(PipelineStatus status, PipelineHistory? history)
    {
        ArgumentNullException.ThrowIfNull(status);

        TransitionFigures figures = status.Figures;
        AlertNotice notice = Notice(status);
        PipelineBand? band = bands?.Find(status.Name);
        var capacity = new Throughput(figures.Rate) { IsBinary = band?.Throughput.IsBinary ?? false };
        string state = StateOf(status);
        return new DashboardPipeline(
            status.Name,
            state,
            StateText(status, state),
            status.Time,
            status.Incident is { } incident ? StartOf(incident) : null,
            band?.Owner,
            band?.Runbook?.AbsoluteUri,
            band?.Band,
            figures.Rate,
            AlertWords.Rate(capacity),
            UnitOf(capacity),
            figures.Behind,
            AlertWords.Seconds(figures.Behind),
            figures.LimitInForce * 60L,
            AlertText.Limit(notice)!,
            AlertWords.Size(figures.Backlog, capacity.IsBinary),
            LoadOf(notice),
            NextOf(status, notice),
            figures.Forecast.Passes,
            figures.Rhythm >= RhythmWithoutForecast ? null : figures.Forecast.Back,
            AlertText.Smallest(notice),
            status.LastData,
            RhythmOf(status),
            SeriesView.Of([.. (history?.Week ?? []).TakeLast(HalfHoursOfDay)], TimeSpan.FromMinutes(30)));
    }

    /// <summary>What comes of what waits, in words.</summary>
    public string ForecastOf(PipelineStatus status) => AlertText.Forecast(Notice(status))!;

    /// <summary>One word for it.</summary>
    public static string StateOf(PipelineStatus status) => status switch
    {
        { Incident.IsCritical: true } => "critical",
        { Incident: not null } => "warning",
        { IsSilent: true } => "silent",
        { IsUnknown: true } => "unknown",
        _ => "fine",
    };

    /// <summary>When an incident began.</summary>
    public static DateTimeOffset StartOf(IncidentStatus incident) => DateTimeOffset.UnixEpoch.AddMinutes(incident.StartMinute);

    // The words are made from the notice of an alert. A pipeline that is well has no alert; from this notice only words are made that do not say how bad it is.
    private AlertNotice Notice(PipelineStatus status)
    {
        TransitionKind kind = status.Incident is { IsCritical: true } ? TransitionKind.Critical : TransitionKind.Warning;
        long minute = status.Incident?.Minute ?? ((status.Time.ToUnixTimeSeconds() / 60) - 1);
        var transition = new ThroughputTransition(kind, status.Name, minute, minute) { IncidentStart = status.Incident?.StartMinute, Figures = status.Figures };
        return TransitionNotice.Of(transition, bands, "page", words.MaxBehind, words.History) with { At = status.Time };
    }

    private static string StateText(PipelineStatus status, string state)
    {
        string text = status switch
        {
            { Incident: { } incident } => $"{state} since {ClockOf(StartOf(incident), status.Time)}",
            { IsSilent: true, LastData: { } last } => $"silent for {AlertWords.Minutes((long)(status.Time - last).TotalMinutes)}",
            _ => state,
        };
        return status.IsUnknown && state != "unknown" ? $"{text}; nothing is known of its last minute" : text;
    }

    private string NextOf(PipelineStatus status, AlertNotice notice)
    {
        if (status.Incident is not null)
        {
            return AlertText.Forecast(notice)!;
        }

        if (status.IsSilent && status.UsualGap is { } usual)
        {
            return AlertText.UsualGap((long)usual.TotalMinutes);
        }

        List<string> parts = [];
        if (status.IsUnknown)
        {
            parts.Add("no data came, and no sign of life of the source");
        }

        TransitionFigures figures = status.Figures;

        // Of what is well, only that work is about to wait for too long, or that it waits and is being worked off.
        if (figures.Forecast is { Passes: not null } or { Back: > 0 })
        {
            parts.Add(AlertText.Forecast(notice)!);
        }

        if (LoadOf(notice) is { } load)
        {
            parts.Add($"load {load}");
        }

        // One that is found at its least says only that something comes all the time.
        if (RhythmOf(status) is { } rhythm && !(figures.IsRhythmFound && rhythm <= LeastRhythm))
        {
            parts.Add(figures.IsRhythmFound ? $"files up to {AlertWords.Minutes(rhythm)} apart (found)" : $"a rhythm of {AlertWords.Minutes(rhythm)} is declared");
        }

        return string.Join("; ", parts);
    }

    private static string? LoadOf(AlertNotice notice)
    {
        AlertField load = AlertText.Fields(notice).FirstOrDefault(field => field.Label == "Load");
        return load.Value;
    }

    private int? RhythmOf(PipelineStatus status) =>
        status.Figures.IsRhythmFound ? status.Figures.Rhythm
        : bands?.Find(status.Name)?.Rhythm is { } declared ? (int)declared.TotalMinutes
        : null;

    // Of the same day the hour is enough.
    private static string ClockOf(DateTimeOffset time, DateTimeOffset now) =>
        time.UtcDateTime.Date == now.UtcDateTime.Date ? time.UtcDateTime.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture) : AlertWords.Time(time);

    // The unit in which its capacity is told.
    private static DashboardUnit UnitOf(Throughput capacity)
    {
        string text = AlertWords.Size(capacity.BytesPerHour, capacity.IsBinary);
        string name = text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return new DashboardUnit(name, Math.Pow(capacity.IsBinary ? 1024 : 1000, "BKMGTPE".IndexOf(name[0], StringComparison.Ordinal)));
    }
}
