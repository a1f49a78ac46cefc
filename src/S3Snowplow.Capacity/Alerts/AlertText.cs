using System.Buffers;
using System.Globalization;
using System.Text;

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

    private static readonly SearchValues<char> Braces = SearchValues.Create("{}");

    /// <summary>The sentence, as plain text.</summary>
    public string For(Alert alert) => For(alert, static value => value);

    /// <summary>The sentence with its values as a markup has to have them; the template's own markup stays.</summary>
    /// <param name="alert">What is to be told.</param>
    /// <param name="escape">Makes a value harmless to the markup.</param>
    internal string For(Alert alert, Func<string, string> escape)
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

        return Fill(template, values.ToDictionary(value => value.Name, value => escape(value.Value), StringComparer.Ordinal));
    }

    // In one pass over the template: a value that looks like a placeholder, such as a pipeline's name, stays what it is.
    private static string Fill(string template, Dictionary<string, string> values)
    {
        var text = new StringBuilder();
        for (int at = 0; at < template.Length;)
        {
            int end = template[at] == '{' ? template.AsSpan(at + 1).IndexOfAny(Braces) + at + 2 : 0;
            if (end > at + 1 && values.TryGetValue(template[at..end], out string? value))
            {
                text.Append(value);
                at = end;
            }
            else
            {
                text.Append(template[at++]);
            }
        }

        return text.ToString();
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
