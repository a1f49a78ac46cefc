using System.Text;
using Microsoft.AspNetCore.Http;
using S3Snowplow.Capacity;
using S3Snowplow.Dashboard.Live;
using S3Snowplow.Dashboard.Tests.Rig;

namespace S3Snowplow.Dashboard.Tests.Live;

/// <summary>A client that reads slowly is told the latest when it reads again; what came in between is kept for nobody.</summary>
public sealed class SlowClientTests
{
    [Fact]
    public async Task Client_ThatDoesNotRead_IsOwedOneStatusAtMost()
    {
        await using var scene = new Scene();
        await scene.Judge.RunOnceAsync();
        using var feed = new DashboardFeed(scene.Inputs);
        feed.Start();
        using var body = new StoppableBody();
        var context = new DefaultHttpContext();
        context.Response.Body = body;
#pragma warning disable CA2025 // It is awaited before the feed is gone.
        Task streaming = StreamEndpoint.RunAsync(context, feed);
#pragma warning restore CA2025
        await Patience.UntilAsync(() => body.Events("status") == 1, "the greeting");

        body.Stop();
        for (int i = 0; i < 100; i++)
        {
            scene.Bands.Set(CapacityBands.Parse(Scene.TwoSizes.Replace("data-platform", $"team-{i}", StringComparison.Ordinal)), scene.Time.GetUtcNow());
            scene.Time.Advance(TimeSpan.FromSeconds(1));
        }

        body.GoOn();
        await Patience.UntilAsync(() => body.Text.Contains("\"revision\":101,", StringComparison.Ordinal) && body.Events("judged") >= 1, "the latest");

        // The greeting, one that was under way when it stopped, and the latest.
        Assert.InRange(body.Events("status"), 2, 3);
        feed.Dispose();
        await streaming.Within();
    }

    private sealed class StoppableBody : MemoryStream
    {
        private readonly Lock _gate = new();
        private readonly StringBuilder _text = new();
        private TaskCompletionSource? _stopped;

        public string Text
        {
            get
            {
                lock (_gate)
                {
                    return _text.ToString();
                }
            }
        }

        public int Events(string name) => Text.Split($"event: {name}\n").Length - 1;

        public void Stop() => Volatile.Write(ref _stopped, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

        public void GoOn() => Volatile.Read(ref _stopped)!.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Volatile.Read(ref _stopped) is { } stopped)
            {
                await stopped.Task.WaitAsync(cancellationToken);
            }

            lock (_gate)
            {
                _text.Append(Encoding.UTF8.GetString(buffer.Span));
            }
        }
    }
}
