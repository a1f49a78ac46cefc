using System.Net;
using System.Text;
using System.Text.Json;
using S3Snowplow.Capacity.Tests.Monitoring;
using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Alerts;

public sealed class AlertTests
{
    private static readonly Alert Exceeded = new(new ThroughputTransition
    {
        Pipeline = "ops1",
        State = ThroughputState.Exceeded,
        Incident = new Incident(ManualTimeProvider.DefaultStart, new LoadWindow(TimeSpan.FromHours(1), 1.0), IncidentTrigger.Load),
        Time = ManualTimeProvider.DefaultStart,
        BytesIn = 3L << 30,
        CapacityBytes = 2L << 30,
        Capacity = Throughput.Parse("2 GiB/h"),
        BacklogBytes = 1L << 30,
        Behind = TimeSpan.FromMinutes(30),
        CatchUp = null,
    });

    private static readonly Alert Recovered = new(Exceeded.Transition with { State = ThroughputState.Recovered, CatchUp = TimeSpan.FromMinutes(700) });

    [Fact]
    public void Text_OfAlerts_IsThis()
    {
        var text = new AlertText();

        Assert.Equal(
            $"ops1 gets more than it can process: load 1.50 over 60 min (3 GiB in, 2 GiB capacity), 30 min behind, backlog 1 GiB, does not catch up at the present rate. Incident {Exceeded.Transition.IncidentId} since 2026-01-01T00:00:00.000Z.",
            text.For(Exceeded));
        Assert.Equal(
            $"ops1 has recovered: load 1.50 over 60 min, 30 min behind, backlog 1 GiB. Incident {Exceeded.Transition.IncidentId} since 2026-01-01T00:00:00.000Z, over at 2026-01-01T00:00:00.000Z.",
            text.For(Recovered));
        Assert.StartsWith("ops1 still gets more", text.For(Exceeded with { Reminder = 1 }), StringComparison.Ordinal);
        Assert.Equal("{load} 11.7 h", new AlertText { Recovered = "{pipeline} {catch_up}" }.For(Recovered with { Transition = Recovered.Transition with { Pipeline = "{load}" } }).Replace("caught up in ", "", StringComparison.Ordinal).Replace(" at the present rate", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_AChannelThatFails_IsTriedAgain()
    {
        var time = new ManualTimeProvider();
        using var logs = new RecordingLoggerFactory();
        int attempts = 0;
        var failing = new RecordingChannel("failing") { Send = _ => ++attempts < 3 ? throw new HttpRequestException("https://hooks.example/SECRET") : Task.CompletedTask };

        // No limit that the clock could reach, which runs ahead of the channel's thread.
        var patient = new AlertOptions { AttemptTimeout = TimeSpan.FromDays(30), RetryBudget = TimeSpan.FromDays(30) };
        await using var dispatcher = new AlertDispatcher([failing], patient, time, () => 1, logs);

        await PassUntilAsync(time, dispatcher.PostAsync(Exceeded));

        Assert.Equal(3, attempts);
        Assert.Equal([4020, 4020], logs.Entries.Select(entry => entry.EventId.Id));
        Assert.All(logs.Entries, entry => Assert.Contains($"Channel failing: alert of incident {Exceeded.Transition.IncidentId}", entry.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(logs.Entries, entry => entry.Message.Contains("SECRET", StringComparison.Ordinal) || entry.Exception is not null);
    }

    // As a function's run that waits for the alerts of the run before: the clock stands still, and the wait between attempts would be longer than the run.
    [Fact]
    public async Task Hurry_WhileAnAlertWaits_HasItTriedAtOnce()
    {
        int attempts = 0;
        var failing = new RecordingChannel("failing") { Send = _ => Interlocked.Increment(ref attempts) == 1 ? throw new HttpRequestException("down") : Task.CompletedTask };
        await using var dispatcher = new AlertDispatcher([failing], timeProvider: new ManualTimeProvider());
        Task told = dispatcher.PostAsync(Exceeded);
        await Patience.UntilAsync(() => Volatile.Read(ref attempts) == 1, "the first attempt");

        dispatcher.Hurry();
        await told.Within();

        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task Post_AChannelThatHangs_IsGivenUpAndBlocksNoOther()
    {
        var time = new ManualTimeProvider();
        using var logs = new RecordingLoggerFactory();
        var hanging = new RecordingChannel("hanging") { Send = _ => new TaskCompletionSource().Task };
        var good = new RecordingChannel("good");
        await using var dispatcher = new AlertDispatcher([hanging, good], new AlertOptions { RetryBudget = TimeSpan.FromMinutes(1) }, time, () => 1, logs);

        Task told = dispatcher.PostAsync(Exceeded);

        // With the clock standing still: the hanging one has neither timed out nor been given up.
        await good.WaitForAsync(1);
        Assert.False(told.IsCompleted);
        await PassUntilAsync(time, told);
        Assert.Contains(logs.Entries, entry => entry.EventId.Id == 4021 && entry.Message.Contains("Channel hanging", StringComparison.Ordinal) && entry.Message.Contains("timeout", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(200, null)]
    [InlineData(204, null)]
    [InlineData(301, typeof(AlertRefusedException))]
    [InlineData(404, typeof(AlertRefusedException))]
    [InlineData(408, typeof(AlertFailedException))]
    [InlineData(429, typeof(AlertFailedException))]
    [InlineData(503, typeof(AlertFailedException))]
    public async Task Webhook_Answer_IsTakenRetriedOrGivenUp(int status, Type? thrown)
    {
        using var handler = new OneAnswer((HttpStatusCode)status);
        using var http = new HttpClient(handler);
        using var webhook = new WebhookAlertChannel(new Uri("https://hooks.example/SECRET"), http: http);

        Exception? exception = await Record.ExceptionAsync(() => webhook.SendAsync(Exceeded, CancellationToken.None));

        Assert.Equal(thrown, exception?.GetType());
        Assert.DoesNotContain("SECRET", exception?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhook_Bodies_HaveTheIncidentOrTheTextAlone()
    {
        using var handler = new OneAnswer(HttpStatusCode.OK);
        using var http = new HttpClient(handler);
        using var json = new WebhookAlertChannel(new Uri("https://hooks.example/1"), http: http);
        using var slack = new WebhookAlertChannel(new Uri("http://127.0.0.1:9/1"), WebhookBody.Slack, http: http);

        await json.SendAsync(Exceeded, CancellationToken.None);
        await slack.SendAsync(Recovered, CancellationToken.None);

        using JsonDocument full = JsonDocument.Parse(handler.Bodies[0]);
        Assert.Equal(Exceeded.Transition.IncidentId, full.RootElement.GetProperty("incident_id").GetGuid());
        Assert.Equal("ops1", full.RootElement.GetProperty("pipeline").GetString());
        Assert.Equal(1.5, full.RootElement.GetProperty("load").GetDouble());
        using JsonDocument text = JsonDocument.Parse(handler.Bodies[1]);
        Assert.Equal(["text"], text.RootElement.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("R&D <!channel> <https://example.com|log in>", "R&amp;D &lt;!channel&gt; &lt;https://example.com|log in&gt;")]
    [InlineData("&lt;", "&amp;lt;")]
    [InlineData("{load} {pipeline}", "{load} {pipeline}")]
    public async Task Webhook_OfSlack_ShowsANameAsItIsAndKeepsTheTemplatesMarkup(string pipeline, string escaped)
    {
        using var handler = new OneAnswer(HttpStatusCode.OK);
        using var http = new HttpClient(handler);
        var text = new AlertText { Exceeded = "<!here> *{pipeline}* & {other} {{load} {pipeline", Reminder = "{pipeline}" };
        using var slack = new WebhookAlertChannel(new Uri("https://hooks.example/1"), WebhookBody.Slack, text, http);
        using var json = new WebhookAlertChannel(new Uri("https://hooks.example/1"), WebhookBody.Json, text, http);
        Alert alert = Exceeded with { Transition = Exceeded.Transition with { Pipeline = pipeline } };

        await slack.SendAsync(alert, CancellationToken.None);
        await json.SendAsync(alert with { Reminder = 1 }, CancellationToken.None);

        using JsonDocument toSlack = JsonDocument.Parse(handler.Bodies[0]);
        Assert.Equal($"<!here> *{escaped}* & {{other}} {{1.50 {{pipeline", toSlack.RootElement.GetProperty("text").GetString());

        // A receiver of JSON knows no markup.
        using JsonDocument full = JsonDocument.Parse(handler.Bodies[1]);
        Assert.Equal((pipeline, pipeline), (full.RootElement.GetProperty("text").GetString(), full.RootElement.GetProperty("pipeline").GetString()));
    }

    [Theory]
    [InlineData("http://hooks.example/SECRET")]
    [InlineData("ftp://127.0.0.1/SECRET")]
    [InlineData("/SECRET")]
    public void Webhook_AddressOfAnotherSort_IsRefusedWithoutSayingIt(string address)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new WebhookAlertChannel(new Uri(address, UriKind.RelativeOrAbsolute)));

        Assert.DoesNotContain("SECRET", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Event_Channel_SendsTransitionsOnceAndNoReminders()
    {
        await using var emitter = new RecordingEventEmitter();
        var channel = new EventAlertChannel(emitter);

        await channel.SendAsync(Exceeded, CancellationToken.None);
        await channel.SendAsync(Exceeded with { Reminder = 1 }, CancellationToken.None);

        Assert.Equal(new CapacityEvents().Transition(Exceeded.Transition).Id, Assert.Single(emitter.Events).Event.Id);
        emitter.Outcome = _ => EventOutcome.Rejected("too odd");
        await Assert.ThrowsAsync<AlertRefusedException>(() => channel.SendAsync(Exceeded, CancellationToken.None));
        emitter.Outcome = _ => EventOutcome.Expired("503");
        await Assert.ThrowsAsync<AlertFailedException>(() => channel.SendAsync(Exceeded, CancellationToken.None));
    }

    [Fact]
    public async Task Log_Channel_WarnsAndInforms()
    {
        using var logs = new RecordingLoggerFactory();
        var channel = new LogAlertChannel(logs);

        await channel.SendAsync(Exceeded, CancellationToken.None);
        await channel.SendAsync(Recovered, CancellationToken.None);

        Assert.Equal([4010, 4011], logs.Entries.Select(entry => entry.EventId.Id));
        Assert.StartsWith("ops1 gets more", logs.Entries[0].Message, StringComparison.Ordinal);
    }

    private static async Task PassUntilAsync(ManualTimeProvider time, Task task)
    {
        while (!task.IsCompleted)
        {
            await Task.Yield();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await task;
    }

    private sealed class OneAnswer(HttpStatusCode status) : HttpMessageHandler
    {
        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(Encoding.UTF8.GetString(await request.Content!.ReadAsByteArrayAsync(cancellationToken)));
            return new HttpResponseMessage(status);
        }
    }
}
