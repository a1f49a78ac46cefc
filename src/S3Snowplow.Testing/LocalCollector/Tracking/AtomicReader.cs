using System.Globalization;

namespace S3Snowplow.Testing;

/// <summary>Turns the parameters of one event into the flat fields of an enriched event, and says which do not fit.</summary>
/// <remarks>Source of the rules: Enrich's field extraction (event, platform, UUID and timestamp conversions) and its length limits.</remarks>
internal sealed class AtomicReader(IReadOnlyDictionary<string, string> parameters, List<EventProblem> problems)
{
    private const int UuidLength = 36;

    /// <summary>The kind of event, <c>unstruct</c> for a self-describing one; empty where <c>e</c> is wrong.</summary>
    public string EventType { get; private set; } = "";

    /// <summary>The event id in lower case; <see langword="null"/> for none or a wrong one.</summary>
    public string? EventId { get; private set; }

    /// <summary>Time of creation, of sending, and true time; <see langword="null"/> for none or a wrong one.</summary>
    public (DateTimeOffset? Created, DateTimeOffset? Sent, DateTimeOffset? True) Times { get; private set; }

    /// <summary>Reads all fields.</summary>
    /// <param name="request">Gives what the collector itself knows: sender, user agent, time.</param>
    /// <returns>The fields, in the order of <see cref="TrackerFields.Texts"/>, empty ones with <see langword="null"/>.</returns>
    public IReadOnlyList<AtomicValue> Read(CollectorRequest request)
    {
        EventType = ReadEventType();
        ReadPlatform();
        EventId = ReadUuid("eid", "event_id");
        ReadUuid("sid", "domain_sessionid");
        Times = (ReadTime("dtm", "dvce_created_tstamp"), ReadTime("stm", "dvce_sent_tstamp"), ReadTime("ttm", "true_tstamp"));

        request.Headers.TryGetValue("User-Agent", out var userAgent);
        var columns = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["user_ipaddress"] = request.RemoteAddress,
            ["useragent"] = userAgent,
            ["network_userid"] = request.NetworkUserId,
        };
        foreach (var field in TrackerFields.Texts)
        {
            var value = parameters.TryGetValue(field.Parameter, out var sent) ? Clean(field.Parameter, sent) : columns.GetValueOrDefault(field.Column);
            // A line of tab-separated values cannot tell an empty field from none.
            if (value?.Length == 0)
                value = null;
            CheckLength(field.Column, value, field.MaxLength);
            columns[field.Column] = value;
        }

        List<AtomicValue> values = [.. columns.Select(column => new AtomicValue(column.Key, column.Value))];
        values.Add(new AtomicValue("domain_sessionidx", ReadInteger("vid", "domain_sessionidx"), IsNumber: true));
        return values;
    }

    /// <summary>Reports a value that is longer than its column.</summary>
    public void CheckLength(string column, string? value, int maxLength)
    {
        if (value?.Length > maxLength)
            problems.Add(EventProblem.TooLong(column, value.Length, maxLength));
    }

    private string ReadEventType()
    {
        if (parameters.TryGetValue("e", out var code) && TrackerFields.EventTypes.TryGetValue(code, out var type))
            return type;
        problems.Add(EventProblem.Atomic("event", "enum", $"'{code}' is no kind of event", "e", code, "not recognized as an event type"));
        return "";
    }

    private void ReadPlatform()
    {
        if (!parameters.TryGetValue("p", out var platform) || !TrackerFields.Platforms.Contains(platform))
            problems.Add(EventProblem.Atomic("platform", "enum", $"'{platform}' is no platform", "p", platform, "not recognized as a tracking platform"));
    }

    // The form with hyphens only, any version, any case: the pipeline parses it, prints it and compares the two.
    private string? ReadUuid(string parameter, string column)
    {
        if (!parameters.TryGetValue(parameter, out var text))
            return null;
        if (text.Length == UuidLength && Guid.TryParseExact(text, "D", out var uuid) && text.Equals(uuid.ToString("D"), StringComparison.OrdinalIgnoreCase))
            return uuid.ToString("D");
        problems.Add(EventProblem.Atomic(column, "format", "not a UUID of 36 characters", parameter, text, "not a valid UUID"));
        return null;
    }

    private DateTimeOffset? ReadTime(string parameter, string column)
    {
        if (!parameters.TryGetValue(parameter, out var text))
            return null;
        if (Timestamps.FromMilliseconds(text) is { } time)
            return time;
        problems.Add(EventProblem.Atomic(column, "format", $"'{text}' is no time in epoch milliseconds of the years 0 to 9999", parameter, text, Timestamps.Expectation(text)));
        return null;
    }

    private string? ReadInteger(string parameter, string column)
    {
        if (!parameters.TryGetValue(parameter, out var text))
            return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number.ToString(CultureInfo.InvariantCulture);
        problems.Add(EventProblem.Atomic(column, "type", $"'{text}' is no integer", parameter, text, "cannot be converted to java.lang.Integer"));
        return null;
    }

    // The enriched event is a line of tab-separated values, so tabs become four spaces and other control characters go.
    private static string Clean(string parameter, string value)
    {
        if (parameter == "ip")
            value = value.Split(',', ' ')[0];
        if (!value.Any(char.IsControl))
            return value;
        return string.Concat(value.Replace("\t", "    ", StringComparison.Ordinal).Where(c => !char.IsControl(c)));
    }
}
