namespace S3Snowplow.Testing;

/// <summary>An invocation on its way through a function.</summary>
internal sealed class PendingInvocation(string requestId, string? invocationId, ReadOnlyMemory<byte> payload, TimeSpan timeout)
{
    private readonly TaskCompletionSource<LambdaAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string RequestId => requestId;

    public string? InvocationId => invocationId;

    public ReadOnlyMemory<byte> Payload => payload;

    public TimeSpan Timeout => timeout;

    /// <summary>When it was handed out.</summary>
    public long Started { get; set; }

    public Task<LambdaAnswer> Answer => _answer.Task;

    public bool TryAnswer(LambdaAnswer answer) => _answer.TrySetResult(answer);

    public void Cancel() => _answer.TrySetCanceled();
}
