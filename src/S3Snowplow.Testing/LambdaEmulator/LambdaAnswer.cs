using System.Text;

namespace S3Snowplow.Testing;

/// <summary>What a function answered to an invocation, or said of its start.</summary>
/// <param name="RequestId">The invocation's id; empty for an init error.</param>
/// <param name="IsError">Whether it is an error.</param>
/// <param name="Body">The response, or the error's JSON.</param>
/// <param name="ErrorType">The header <c>Lambda-Runtime-Function-Error-Type</c>, or <see langword="null"/>.</param>
/// <param name="Took">The time from the invocation's being handed out to its answer.</param>
/// <param name="IsLate">Whether it came after the deadline: Lambda would have ended the function.</param>
/// <param name="Timestamp">When it came, as a time stamp of the emulator's clock.</param>
public sealed record LambdaAnswer(string RequestId, bool IsError, ReadOnlyMemory<byte> Body, string? ErrorType, TimeSpan Took, bool IsLate, long Timestamp)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <inheritdoc />
    public override string ToString() => IsError ? $"error {ErrorType}: {Text}" : Text;
}
