using S3Snowplow.IntegrationTests.Kills;
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

    public NeedsCephFactAttribute() => Skip = WhyNot();

    /// <summary>Why the store cannot be started here, and need not be; <see langword="null"/> where it is to be started.</summary>
    public static string? WhyNot(params string[] others)
    {
        string[] missing = [.. Ceph.Where(tool => NeedsToolFactAttribute.PathOf(tool) is null), .. others.Where(file => !File.Exists(file))];
        return missing.Length == 0 || Environment.GetEnvironmentVariable("S3SNOWPLOW_REQUIRE_BROKERS") == "1"
            ? null
            : $"Not installed: {string.Join(", ", missing)}. On Debian, as root: eng/ceph-s3.sh install, eng/rabbitmq.sh install.";
    }
}

/// <summary>As <see cref="NeedsCephFactAttribute"/>, with the broker that <c>eng/rabbitmq.sh</c> starts.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsCephAndRabbitMqFactAttribute : FactAttribute
{
    public NeedsCephAndRabbitMqFactAttribute() => Skip = NeedsCephFactAttribute.WhyNot(RabbitBroker.Program);
}
