namespace S3Snowplow.Core.Tests.Relay;

/// <summary>A source that gives these notifications, then throws or ends, and counts how often it is asked.</summary>
internal sealed class Given(params Notification[] notifications) : IObjectEventSource
{
    /// <summary>What it throws after the last one.</summary>
    public Exception? Then { get; init; }

    public int Asked { get; private set; }

    public async IAsyncEnumerable<Notification> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (Notification notification in notifications)
        {
            Asked++;
            yield return notification;
            cancellationToken.ThrowIfCancellationRequested();
        }

        Asked++;
        if (Then is not null)
        {
            throw Then;
        }
    }
}
