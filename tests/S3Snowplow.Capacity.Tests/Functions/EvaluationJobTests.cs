using System.Net;
using S3Snowplow.Capacity.Tests.Elasticsearch;
using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Functions;

/// <summary>A function that judges: what a run tells, and what it does when its time is up.</summary>
public sealed class EvaluationJobTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Run_OverDocuments_TellsOnceAndTheSameAsAnEvaluation()
    {
        await using ElasticsearchRig rig = await StartAsync();
        await using var hook = new Webhook();

        await using (CapacityFunction function = Function(rig, hook))
        {
            await function.RunAsync(rig.Emitter, Minute);
            await function.RunAsync(rig.Emitter, Minute);
        }

        // Another process, which remembers nothing.
        await using CapacityFunction other = Function(rig, hook);
        await other.RunAsync(rig.Emitter, Minute);

        Assert.Single(rig.Emitter.Events);
        Assert.Single(hook.Bodies);
        Assert.Contains("\"state\":\"exceeded\"", hook.Bodies[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhoseEventIsNotDelivered_ThrowsAndTheNextOneTellsTheSame()
    {
        await using ElasticsearchRig rig = await StartAsync();
        await using var hook = new Webhook();
        await using CapacityFunction function = Function(rig, hook);
        rig.Outcome = _ => EventOutcome.Rejected("too odd");

        string message = (await Assert.ThrowsAsync<CapacityFunctionException>(() => function.RunAsync(rig.Emitter, Minute))).Message;
        rig.Outcome = _ => EventOutcome.Delivered;
        await function.RunAsync(rig.Emitter, Minute);

        Assert.Contains("too odd", message, StringComparison.Ordinal);
        Assert.Equal(2, rig.Emitter.Events.Count);
        Assert.Equal(rig.Emitter.Events[0].Event.Id, rig.Emitter.Events[1].Event.Id);
        Assert.Single(hook.Bodies);
    }

    [Fact]
    public async Task Run_CalledOffWhileAnAlertIsUnderWay_SendsNoEventAndTheNextProcessTellsBoth()
    {
        await using ElasticsearchRig rig = await StartAsync();
        await using var hook = new Webhook();
        hook.Hang();
        using var deadline = new CancellationTokenSource();
        await using (CapacityFunction function = Function(rig, hook))
        {
            Task run = function.RunAsync(rig.Emitter, Minute, deadline.Token);
            await hook.Asked;
            await deadline.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        }

        Assert.Empty(rig.Emitter.Events);
        hook.Answer();
        await using CapacityFunction other = Function(rig, hook);
        await other.RunAsync(rig.Emitter, Minute);

        Assert.Single(rig.Emitter.Events);
        Assert.Single(hook.Bodies);
    }

    [Fact]
    public async Task Run_WithAWebhookThatHangs_SendsTheEventInTimeAndSaysWhatIsUntold()
    {
        await using ElasticsearchRig rig = await StartAsync();
        await using var hook = new Webhook();
        hook.Hang();
        await using CapacityFunction function = Function(rig, hook);

        Task run = function.RunAsync(rig.Emitter, Minute);
        await hook.Asked;

        // The run's minute, less a second for the answer and ten for the event.
        rig.Time.Advance(TimeSpan.FromSeconds(49));
        await run;

        Assert.Single(rig.Emitter.Events);
        Assert.Contains(rig.Logs.Entries, entry => entry.EventId.Id == 4062);
    }

    [Fact]
    public async Task Run_WhoseReadingTookLong_KeepsTheTimeForItsEventAllTheSame()
    {
        await using ElasticsearchRig rig = await StartAsync();
        await using var hook = new Webhook();
        hook.Hang();
        using var http = new HttpClient(new SlowFirstSearch(rig.Time, TimeSpan.FromSeconds(20)));
        await using CapacityFunction function = Function(rig, hook, http);

        Task run = function.RunAsync(rig.Emitter, Minute);
        await hook.Asked;

        // Of the 49 seconds that the webhook would have had.
        rig.Time.Advance(TimeSpan.FromSeconds(49 - 20));
        await run.Within();

        Assert.Single(rig.Emitter.Events);
    }

    [Fact]
    public async Task Run_WithoutACluster_Throws()
    {
        ElasticsearchRig rig = await StartAsync();
        await using var hook = new Webhook();
        await using CapacityFunction function = Function(rig, hook);
        await rig.DisposeAsync();
        await using var emitter = new RecordingEventEmitter();

        await Assert.ThrowsAsync<CapacityFunctionException>(() => function.RunAsync(emitter, Minute));
    }

    // A pipeline that gets twice what it can take for an hour and a half.
    private static async Task<ElasticsearchRig> StartAsync()
    {
        ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        rig.Change();
        await rig.PassAsync(evaluation: null, minutes: 90, bytesEach: 2);
        return rig;
    }

    private static CapacityFunction Function(ElasticsearchRig rig, Webhook hook, HttpClient? http = null) =>
        new(new CapacityFunctionOptions { Elasticsearch = rig.Options, Webhook = { Url = hook.Address } }, http, rig.Time, rig.Logs);

    private sealed class SlowFirstSearch(ManualTimeProvider time, TimeSpan takes) : DelegatingHandler(new HttpClientHandler())
    {
        private int _searches;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath.EndsWith("_search", StringComparison.Ordinal) && _searches++ == 0)
            {
                time.Advance(takes);
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
