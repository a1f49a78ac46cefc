namespace S3Snowplow.Tool;

/// <summary>What the exit code of every command says.</summary>
internal static class ExitCode
{
    /// <summary>All of it was done.</summary>
    public const int Success = 0;

    /// <summary>It was tried, and not all of it succeeded; the last line on standard error says what was done.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a setting or a file is wrong; nothing was done.</summary>
    public const int Refused = 2;
}
