namespace S3Snowplow.Capacity;

/// <summary>Something in a file of bands that is allowed, and most often a mistake. It keeps nothing from taking effect.</summary>
/// <param name="File">The file as the caller named it.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Message">What will happen, and what to do if it is not meant.</param>
public sealed record BandsWarning(string File, int Line, int Column, string Message)
{
    /// <summary>The form that editors jump to: <c>bands.yml:3:14: …</c>.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {Message}";
}
