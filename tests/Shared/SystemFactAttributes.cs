namespace S3Snowplow.Tests.Shared;

/// <summary>A test of what Linux alone has; elsewhere it is skipped, with its reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    /// <param name="reason">What it needs Linux for.</param>
    public LinuxFactAttribute(string reason)
    {
        Reason = reason;
        Skip = OperatingSystem.IsLinux() ? null : $"Needs Linux: {reason}.";
    }

    /// <summary>What it needs Linux for.</summary>
    public string Reason { get; }
}

/// <summary>A test of what every system but Windows has; there it is skipped, with its reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    /// <param name="reason">What it needs that Windows has not.</param>
    public UnixFactAttribute(string reason)
    {
        Reason = reason;
        Skip = OperatingSystem.IsWindows() ? $"Needs another system than Windows: {reason}." : null;
    }

    /// <summary>What it needs that Windows has not.</summary>
    public string Reason { get; }
}
