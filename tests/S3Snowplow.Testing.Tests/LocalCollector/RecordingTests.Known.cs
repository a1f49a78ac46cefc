namespace S3Snowplow.Testing.Tests;

/// <content>What the local collector does not do as the recorded programs did; a name with its recorded status, and why it cannot be had.</content>
public sealed partial class RecordingTests
{
    private static readonly KnownFailures KnownAnswers = new(new Dictionary<string, string>(StringComparer.Ordinal));

    private static readonly KnownFailures KnownVerdicts = new(new Dictionary<string, string>(StringComparer.Ordinal));
}
