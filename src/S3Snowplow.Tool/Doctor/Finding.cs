namespace S3Snowplow.Tool;

/// <summary>How a check ended.</summary>
internal enum Verdict
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>Something is wrong.</summary>
    Wrong,

    /// <summary>It was not looked at, since the settings do not ask for it.</summary>
    Skipped,
}

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

/// <summary>One thing that the doctor looks at.</summary>
internal interface IDoctorCheck
{
    /// <summary>What it is called in the table.</summary>
    string Name { get; }

    /// <summary>Looks. Changes nothing that lasts.</summary>
    Task<Finding> LookAsync(CancellationToken cancellationToken);
}
