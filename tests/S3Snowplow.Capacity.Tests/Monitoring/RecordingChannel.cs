using System.Threading.Channels;

namespace S3Snowplow.Capacity.Tests.Monitoring;

/// <summary>A channel that keeps what it was told, and fails as asked.</summary>
internal sealed class RecordingChannel(string name = "recording") : IAlertChannel
{
    private readonly Channel<Alert> _seen = Channel.CreateUnbounded<Alert>();

    public string Name => name;

    public List<Alert> Alerts { get; } = [];

    public Func<Alert, Task> Send { get; set; } = _ => Task.CompletedTask;

    public async Task SendAsync(Alert alert, CancellationToken cancellationToken)
    {
        _seen.Writer.TryWrite(alert);
        await Send(alert);
    }

    public async Task WaitForAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (Alerts.Count < count)
        {
            Alerts.Add(await _seen.Reader.ReadAsync(limit.Token));
        }
    }
}
