namespace S3Snowplow.Testing;

/// <summary>One document as a source would hand it over, with what a reader must find in it.</summary>
/// <param name="Name">Unique name, for a test's display and for a snapshot's file name.</param>
/// <param name="Description">Which emitter, in which version, sends this, and what it stands for.</param>
/// <param name="Body">The bytes as they arrive: UTF-8 JSON without a byte order mark.</param>
/// <param name="ExpectedEvents">How many object events it holds, in all its layers.</param>
/// <param name="ExpectedTestEvents">How many <c>s3:TestEvent</c> it holds: nothing to relay, but to be acknowledged.</param>
/// <param name="ExpectedProblems">How many of its parts cannot be read.</param>
public sealed record NotificationSample(
    string Name, string Description, ReadOnlyMemory<byte> Body, int ExpectedEvents, int ExpectedTestEvents, int ExpectedProblems)
{
    /// <summary>The name alone: a test's display name must not print bytes.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
