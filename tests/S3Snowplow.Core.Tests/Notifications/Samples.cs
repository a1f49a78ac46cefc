using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>The samples by name, since a test's display name must not print bytes.</summary>
internal static class Samples
{
    public static IReadOnlyList<NotificationSample> Every { get; } = [.. NotificationSamples.All, .. NotificationSamples.NotNotifications];

    public static TheoryData<string> Names => [.. Every.Select(sample => sample.Name)];

    public static NotificationSample Named(string name) => Every.Single(sample => sample.Name == name);
}
