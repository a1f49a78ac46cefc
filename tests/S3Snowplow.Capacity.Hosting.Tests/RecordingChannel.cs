namespace S3Snowplow.Capacity.Tests.Hosting;

/// <summary>Keeps what it gets, and answers as it is told.</summary>
internal sealed class RecordingChannel : IAlertChannel
{
    private readonly Lock _gate = new();
    private readonly List<AlertNotice> _notices = [];

    public string Name => "recorder";

    public string Type => "recorder";

    public AlertAnswer Answer { get; set; } = AlertAnswer.Delivered;

    public IReadOnlyList<string> Kinds
    {
        get
        {
            lock (_gate)
            {
                return [.. _notices.Select(notice => notice.Kind)];
            }
        }
    }

    public Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _notices.Add(notice);
        }

        return Task.FromResult(Answer);
    }
}
