namespace S3Snowplow.Dashboard.Tests.Browser;

/// <summary>A test in a real browser. Where there is no Chromium it is skipped, with its reason; with S3SNOWPLOW_REQUIRE_BROWSER=1 it fails instead.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = BrowserTheoryAttribute.Reason;
}

/// <summary>The same, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Reason;

    /// <summary>Why there is no browser; <see langword="null"/>: there is one, or there has to be one.</summary>
    public static string? Reason => Chromium.Path is not null || Environment.GetEnvironmentVariable("S3SNOWPLOW_REQUIRE_BROWSER") == "1"
        ? null
        : "Needs Chromium: apt-get install --no-install-recommends chromium, or the path of one in S3SNOWPLOW_CHROMIUM.";
}
