using System.Globalization;

namespace S3Snowplow.Capacity;

/// <summary>Makes the sentence of an alert from a template.</summary>
/// <remarks>
/// Placeholders: <c>{pipeline}</c>, <c>{load}</c>, <c>{limit}</c>, <c>{window}</c>, <c>{bytes_in}</c>, <c>{capacity}</c> (of the window), <c>{throughput}</c>,
/// <c>{backlog}</c>, <c>{behind}</c>, <c>{catch_up}</c>, <c>{incident_id}</c>, <c>{incident_start}</c>, <c>{time}</c>. Anything else stays as it is.
/// </remarks>
public sealed class AlertText
{
    /// <summary>For an incident that begins.</summary>
    public string Exceeded { get; set; } =
        "{pipeline} gets more than it can process: load {load} over {window} ({bytes_in} in, {capacity} capacity), {behind} behind, backlog {backlog}, {catch_up}. Incident {incident_id} since {incident_start}.";

    /// <summary>For one that is over.</summary>
    public string Recovered { get; set; } =
        "{pipeline} has recovered: load {load} over {window}, {behind} behind, backlog {backlog}. Incident {incident_id} since {incident_start}, over at {time}.";

    /// <summary>For one that is still open after <see cref="ThroughputMonitorOptions.RenotifyAfter"/>; its figures are those of its beginning.</summary>
    public string Reminder { get; set; } = "{pipeline} still gets more than it can process, since {incident_start}. Incident {incident_id}.";

    /// <summary>The sentence.</summary>
    public string For(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);

        ThroughputTransition told = alert.Transition;
        string template = alert.Reminder > 0 ? Reminder : told.State == ThroughputState.Exceeded ? Exceeded : Recovered;
        (string Name, string Value)[] values =
        [
            ("{pipeline}", told.Pipeline),
            ("{load}", told.Load.ToString("0.00", CultureInfo.InvariantCulture)),
            ("{limit}", told.Incident.Window.Limit.ToString("0.00", CultureInfo.InvariantCulture)),
            ("{window}", Duration(told.Incident.Window.Length)),
            ("{bytes_in}", Size(told.BytesIn)),
            ("{capacity}", Size(told.CapacityBytes)),
            ("{throughput}", told.Capacity.ToString()),
            ("{backlog}", Size(told.BacklogBytes)),
            ("{behind}", Duration(told.Behind)),
            ("{catch_up}", told.CatchUp is { } catchUp ? $"caught up in {Duration(catchUp)} at the present rate" : "does not catch up at the present rate"),
            ("{incident_id}", told.IncidentId.ToString()),
            ("{incident_start}", CapacityEvents.Time(told.Incident.Start)),
            ("{time}", CapacityEvents.Time(told.Time)),
        ];

        // The pipeline's name comes last: it is the only value that could look like a placeholder itself.
        return Enumerable.Reverse(values).Aggregate(template, (text, value) => text.Replace(value.Name, value.Value, StringComparison.Ordinal));
    }

    private static string Duration(TimeSpan time) => time.TotalHours >= 10
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.0} h")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min");

    private static string Size(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        double value = bytes;
        int unit = 0;
        for (; value >= 1024 && unit < units.Length - 1; unit++)
        {
            value /= 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {units[unit]}");
    }
}
