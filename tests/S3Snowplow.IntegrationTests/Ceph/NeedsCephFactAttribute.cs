using S3Snowplow.IntegrationTests.Stack;

namespace S3Snowplow.IntegrationTests.Ceph;

/// <summary>
/// A test against the store that <c>eng/ceph-s3.sh</c> starts. Without Ceph it is skipped, and says what is missing, unless the environment says
/// <c>S3SNOWPLOW_REQUIRE_BROKERS=1</c>: then it fails, so that no run that is to prove something skips the proof.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsCephFactAttribute : FactAttribute
{
    private static readonly string[] Ceph = ["bash", "curl", "ceph", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin"];

    /// <param name="others">Further programs that it needs.</param>
    public NeedsCephFactAttribute(params string[] others)
    {
        Others = others;
        string[] missing = Missing(others);
        if (missing.Length > 0 && !IsRequired)
        {
            Skip = $"Not on the PATH: {string.Join(", ", missing)} (eng/ceph-s3.sh install, as root on Debian).";
        }
    }

    public IReadOnlyList<string> Others { get; }

    public static bool IsRequired => Environment.GetEnvironmentVariable("S3SNOWPLOW_REQUIRE_BROKERS") == "1";

    /// <summary>Whether the store can be started here, or has to be.</summary>
    public static bool CanStart => IsRequired || Missing([]).Length == 0;

    private static string[] Missing(string[] others) => [.. Ceph.Concat(others).Where(tool => NeedsToolFactAttribute.PathOf(tool) is null)];
}
