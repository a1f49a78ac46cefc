using System.Collections.Concurrent;

namespace S3Snowplow.Capacity.Tests.Alerts;

/// <summary>A channel that answers as it is told to, and keeps what it was given.</summary>
internal sealed class FakeChannel(string name, AlertChannelTraits? traits = null) : IAlertChannel
{
    private readonly ConcurrentQueue<AlertNotice> _notices = new();

    public string Name => name;

    public string Type => "fake";

    public AlertChannelTraits Traits { get; } = traits ?? AlertChannelTraits.Message;

    /// <summary>The next answers; then <see cref="Always"/>.</summary>
    public Queue<AlertAnswer> Answers { get; } = new();

    public AlertAnswer Always { get; set; } = AlertAnswer.Delivered;

    /// <summary>Runs in the attempt, before the answer.</summary>
    public Func<AlertNotice, CancellationToken, Task>? During { get; set; }

    public IReadOnlyList<AlertNotice> Notices => [.. _notices];

    public string[] Kinds => [.. _notices.Select(notice => $"{notice.Kind} {notice.Sequence}")];

    public async Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        _notices.Enqueue(notice);
        if (During is { } during)
        {
            await during(notice, cancellationToken);
        }

        return Answers.TryDequeue(out AlertAnswer? answer) ? answer : Always;
    }
}
