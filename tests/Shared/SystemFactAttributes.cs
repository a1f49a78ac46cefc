namespace S3Snowplow.Tests.Shared;

/// <summary>A test of what Linux alone has; elsewhere it is skipped, with its reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    /// <param name="reason">What it needs Linux for.</param>
    public LinuxFactAttribute(string reason) => Skip = OperatingSystem.IsLinux() ? null : $"Needs Linux: {reason}.";
}

/// <summary>A test of what every system but Windows has; there it is skipped, with its reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    /// <param name="reason">What it needs that Windows has not.</param>
    public UnixFactAttribute(string reason) => Skip = OperatingSystem.IsWindows() ? $"Needs another system than Windows: {reason}." : null;
}
