using System.Net;
using System.Text.Json;
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

    [Theory]
    [InlineData(400, "Password authentication failed for User IndexPattern, MaxBuckets.\u001b[31m\n x", "Password authentication failed for User IndexPattern, MaxBuckets. [31m  x")]
    [InlineData(403, "UserName PageSize", "UserName PageSize")]
    public async Task Run_WhatTheServerSays_IsSaidInItsOwnWords(int status, string said, string expected)
    {
        await using var hook = new Webhook();
        using var server = new Refusal((HttpStatusCode)status, said);
        using var http = new HttpClient(server);
        await using var emitter = new RecordingEventEmitter();
        await using CapacityFunction function = new(new CapacityFunctionOptions { Elasticsearch = { Address = new Uri("https://es.example") }, Webhook = { Url = hook.Address } }, http, new ManualTimeProvider());

        string message = (await Assert.ThrowsAsync<CapacityFunctionException>(() => function.RunAsync(emitter, Minute))).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain("ELASTICSEARCH_", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "Set ELASTICSEARCH_API_KEY, or ELASTICSEARCH_USER and ELASTICSEARCH_PASSWORD.")]
    [InlineData(404, "Is ELASTICSEARCH_INDEX that of the loader?")]
    public async Task Run_WhatIsToBeSet_IsSaidByTheVariablesName(int status, string expected)
    {
        using var server = new Refusal((HttpStatusCode)status, "no");
        using var http = new HttpClient(server);
        await using var emitter = new RecordingEventEmitter();
        await using CapacityFunction function = new(new CapacityFunctionOptions { Elasticsearch = { Address = new Uri("https://es.example") } }, http, new ManualTimeProvider());

        string message = (await Assert.ThrowsAsync<CapacityFunctionException>(() => function.RunAsync(emitter, Minute))).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
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

    private sealed class Refusal(HttpStatusCode status, string said) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(new HttpResponseMessage(status)
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new { error = new { type = "security_exception", reason = said } })),
        });
    }

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
