namespace S3Snowplow.Capacity;

/// <summary>One thing that is wrong in a file of bands.</summary>
/// <param name="File">The file as the caller named it.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Message">What is wrong, and what is allowed there.</param>
public sealed record BandsError(string File, int Line, int Column, string Message)
{
    /// <summary>The form that editors jump to: <c>bands.yml:3:14: …</c>.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {Message}";
}
