namespace S3Snowplow.Tool;

/// <summary>What a check found.</summary>
/// <param name="Verdict">How it ended.</param>
/// <param name="Found">What was found, for people. No secret.</param>
/// <param name="Todo">What to do about it; <see langword="null"/>: nothing.</param>
internal sealed record Finding(Verdict Verdict, string Found, string? Todo = null)
{
    public static Finding Ok(string found) => new(Verdict.Ok, found);

    public static Finding Wrong(string found, string todo) => new(Verdict.Wrong, found, todo);

    public static Finding Skipped(string why) => new(Verdict.Skipped, why);
}
