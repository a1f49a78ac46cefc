namespace S3Snowplow.Capacity;

/// <summary>A key, a token or an address that is a key. Prints as <c>***</c>, so that it gets into a log, an exception or a debugger by no accident.</summary>
/// <param name="value">The secret.</param>
public sealed class AlertSecret(string value)
{
    private readonly string _value = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>The secret itself, for the one place that sends it.</summary>
    public string Reveal() => _value;

    /// <inheritdoc/>
    public override string ToString() => "***";

    /// <summary>A text without this secret, nor a part of it that others could do something with.</summary>
    /// <param name="text">What somebody else wrote.</param>
    internal string MaskIn(string text)
    {
        string masked = text.Replace(_value, "***", StringComparison.OrdinalIgnoreCase);
        if (!Uri.TryCreate(_value, UriKind.Absolute, out Uri? address))
        {
            return masked;
        }

        // Of an address, whatever is long enough to be a key by itself: parts of the path, values of the query.
        foreach (string part in address.PathAndQuery.Split('/', '?', '&', '='))
        {
            masked = part.Length >= 8 ? masked.Replace(part, "***", StringComparison.OrdinalIgnoreCase).Replace(Uri.UnescapeDataString(part), "***", StringComparison.OrdinalIgnoreCase) : masked;
        }

        return masked;
    }
}
