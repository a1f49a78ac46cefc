using System.Net;
using System.Text.Json;
using S3Snowplow.Capacity.Tests.Elasticsearch;
using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Functions;

/// <summary>A function that judges: what a run tells, and what it does when its time is up.</summary>
public sealed class JudgeJobTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Run_OverDocuments_TellsOnceWhoeverRuns()
    {
        await using ElasticsearchRig rig = await StartAsync();
        var pager = new ScriptedChannel();

        await using (CapacityFunction function = Function(rig, pager))
        {
            await function.RunAsync(rig.Emitter, Minute);
            await function.RunAsync(rig.Emitter, Minute);
        }

        // Another process, which remembers nothing.
        await using CapacityFunction other = Function(rig, pager);
        await other.RunAsync(rig.Emitter, Minute);

        Assert.Equal(["warning", "critical"], Kinds(rig));
        Assert.Equal(["p critical"], pager.Told);
    }

    [Fact]
    public async Task Run_OfManyProcessesAndOfOne_TellTheSame()
    {
        await using ElasticsearchRig many = await ElasticsearchRig.StartAsync(), one = await ElasticsearchRig.StartAsync();
        await using CapacityFunction kept = Function(one, new ScriptedChannel());
        foreach (ElasticsearchRig rig in (ElasticsearchRig[])[many, one])
        {
            rig.Change();
            for (int minute = 0; minute < 300; minute += 20)
            {
                await rig.PassAsync(judge: null, minutes: 20, bytesEach: minute is >= 40 and < 140 ? 2 : null);
                if (rig == one)
                {
                    await kept.RunAsync(rig.Emitter, Minute);
                    continue;
                }

                await using CapacityFunction function = Function(rig, new ScriptedChannel());
                await function.RunAsync(rig.Emitter, Minute);
            }
        }

        Assert.Equal("recovered", Kinds(one)[^1]);
        Assert.Equal(one.Emitter.Events.Select(sent => sent.Event.Id), many.Emitter.Events.Select(sent => sent.Event.Id));
    }

    [Fact]
    public async Task Run_WhoseEventIsNotDelivered_ThrowsAndTheNextOneTellsTheSame()
    {
        await using ElasticsearchRig rig = await StartAsync();
        var pager = new ScriptedChannel();
        await using CapacityFunction function = Function(rig, pager);
        rig.Outcome = _ => EventOutcome.Rejected("too odd");

        string message = (await Assert.ThrowsAsync<CapacityFunctionException>(() => function.RunAsync(rig.Emitter, Minute))).Message;
        rig.Outcome = _ => EventOutcome.Delivered;
        await function.RunAsync(rig.Emitter, Minute);

        Assert.Contains("too odd", message, StringComparison.Ordinal);
        Guid[] ids = [.. rig.Emitter.Events.Select(sent => sent.Event.Id)];
        Assert.Equal(ids[..(ids.Length / 2)], ids[(ids.Length / 2)..]);
        Assert.Single(pager.Told);
    }

    // The event says that it was told: a process that ends between the two would lose the page.
    [Fact]
    public async Task Run_CalledOffWhileAnAlertIsUnderWay_SendsNoEventAndTheNextProcessTellsBoth()
    {
        await using ElasticsearchRig rig = await StartAsync();
        var pager = new ScriptedChannel();
        pager.Hang();
        using var deadline = new CancellationTokenSource();
        await using (CapacityFunction function = Function(rig, pager))
        {
            Task run = function.RunAsync(rig.Emitter, Minute, deadline.Token);
            await pager.Asked;
            await deadline.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        }

        Assert.Empty(rig.Emitter.Events);
        pager.Answer();
        await using CapacityFunction other = Function(rig, pager);
        await other.RunAsync(rig.Emitter, Minute);

        Assert.Equal(["warning", "critical"], Kinds(rig));
        Assert.Equal(["p critical"], pager.Told);
    }

    [Fact]
    public async Task Run_WithAChannelThatHangs_SendsTheEventInTimeAndSaysWhatIsUntold()
    {
        await using ElasticsearchRig rig = await StartAsync();
        var pager = new ScriptedChannel();
        pager.Hang();
        await using CapacityFunction function = Function(rig, pager);

        Task run = function.RunAsync(rig.Emitter, Minute);
        await pager.Asked;

        // The run's minute, less a second for the answer and ten for the event.
        rig.Time.Advance(TimeSpan.FromSeconds(49));
        await run.Within();

        Assert.Equal(["warning", "critical"], Kinds(rig));
        Assert.Contains(rig.Logs.Entries, entry => entry.EventId.Id == 4062);
    }

    [Fact]
    public async Task Run_WhoseReadingTookLong_KeepsTheTimeForItsEventAllTheSame()
    {
        await using ElasticsearchRig rig = await StartAsync();
        var pager = new ScriptedChannel();
        pager.Hang();
        using var http = new HttpClient(new SlowFirstSearch(rig.Time, TimeSpan.FromSeconds(20)));
        await using CapacityFunction function = Function(rig, pager, http: http);

        Task run = function.RunAsync(rig.Emitter, Minute);
        await pager.Asked;

        // Of the 49 seconds that the channel would have had.
        rig.Time.Advance(TimeSpan.FromSeconds(49 - 20));
        await run.Within();

        Assert.Equal(["warning", "critical"], Kinds(rig));
    }

    // Of two functions with one state exactly one tells, and a process that dies between keeping and telling leaves what it owes to the next.
    [Fact]
    public async Task Run_WithAState_TellsOnceOverProcessesAndTellsWhatADeadOneOwed()
    {
        await using ElasticsearchRig rig = await StartAsync();
        var state = new KeptState();
        var pager = new ScriptedChannel();
        pager.Hang();
        using var deadline = new CancellationTokenSource();
        await using (CapacityFunction function = Function(rig, pager, state))
        {
            Task run = function.RunAsync(rig.Emitter, Minute, deadline.Token);
            await pager.Asked;
            await deadline.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        }

        pager.Answer();
        await using CapacityFunction other = Function(rig, pager, state);
        await using CapacityFunction third = Function(rig, pager, state);
        await other.RunAsync(rig.Emitter, Minute);
        await third.RunAsync(rig.Emitter, Minute);

        Assert.Equal(["warning", "critical"], Kinds(rig).Distinct());
        Assert.Equal(2, rig.Emitter.Events.DistinctBy(sent => sent.Event.Id).Count());
        Assert.Equal("p critical", Assert.Single(pager.Told));
    }

    // What was taken is kept with the state, or each process that begins anew would tell it once more.
    [Fact]
    public async Task Run_WithAState_OfProcessesThatEachLiveForOneRun_TellsOnce()
    {
        await using ElasticsearchRig rig = await StartAsync();
        var state = new KeptState();
        var pager = new ScriptedChannel();
        for (int run = 0; run < 4; run++)
        {
            await using CapacityFunction function = Function(rig, pager, state);
            await function.RunAsync(rig.Emitter, Minute);
            await rig.PassAsync(judge: null, minutes: 1, bytesEach: 3);
        }

        Assert.Equal(["p critical"], pager.Told);
        Assert.Equal(["warning", "critical"], Kinds(rig));
    }

    [Fact]
    public async Task Run_WithAStateThatCannotBeRead_JudgesNothingAndSaysWhy()
    {
        await using ElasticsearchRig rig = await StartAsync();
        await using CapacityFunction function = Function(rig, new ScriptedChannel(), new KeptState { Failure = "the store did not answer" });

        Assert.Contains("the store did not answer", (await Assert.ThrowsAsync<CapacityFunctionException>(() => function.RunAsync(rig.Emitter, Minute))).Message, StringComparison.Ordinal);
        Assert.Empty(rig.Emitter.Events);
    }

    // What owners said stands in the bands alone: with a limit of three hours nothing is critical.
    [Fact]
    public async Task Run_WithBands_JudgesByTheirLimits()
    {
        await using ElasticsearchRig rig = await StartAsync();
        string file = Path.Combine(AppContext.BaseDirectory, "limits.yml");
        await File.WriteAllTextAsync(file, "bands: { small: { throughput: 60 B/h } }\npipelines: { p: { band: small, max_behind: 3 h, inputs: [ { bucket: b, prefix: p/ } ] } }\n");
        File.SetLastWriteTimeUtc(file, ManualTimeProvider.DefaultStart.AddDays(-2).UtcDateTime);
        await using CapacityFunction function = Function(rig, new ScriptedChannel(), configure: options => (options.BandsUri, options.SendsCapacities) = ("limits.yml", false));

        await function.RunAsync(rig.Emitter, Minute);

        Assert.DoesNotContain("critical", Kinds(rig));
        Assert.All(rig.Emitter.Events, sent => Assert.Contains("throughput_exceeded", System.Text.Encoding.UTF8.GetString(sent.Event.Parameters.Span), StringComparison.Ordinal));
    }

    // What watches the judge is told of each run, and of one that could not judge that it could not.
    [Fact]
    public async Task Run_WithADeadMansSwitch_CallsItWithWhatBecameOfTheRun()
    {
        await using ElasticsearchRig rig = await StartAsync();
        await using var monitor = new Webhook();
        await using CapacityFunction function = Function(rig, new ScriptedChannel(), configure: options => options.DeadManUrl = monitor.Address.AbsoluteUri);

        await function.RunAsync(rig.Emitter, Minute);
        rig.Time.Advance(Minute);
        rig.Cluster.Fail(LocalElasticsearchFault.TimeOut());
        await Assert.ThrowsAsync<CapacityFunctionException>(() => function.RunAsync(rig.Emitter, Minute));

        Assert.Contains("\"pipelines_judged\":1", monitor.Bodies[0], StringComparison.Ordinal);
        Assert.Contains("for want of time", monitor.Bodies[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutACluster_Throws()
    {
        ElasticsearchRig rig = await StartAsync();
        await using CapacityFunction function = Function(rig, new ScriptedChannel());
        await rig.DisposeAsync();
        await using var emitter = new RecordingEventEmitter();

        await Assert.ThrowsAsync<CapacityFunctionException>(() => function.RunAsync(emitter, Minute));
    }

    [Theory]
    [InlineData(400, "Password authentication failed for User IndexPattern, MaxBuckets.\u001b[31m\n x", "Password authentication failed for User IndexPattern, MaxBuckets. [31m  x")]
    [InlineData(403, "UserName PageSize", "UserName PageSize")]
    public async Task Run_WhatTheServerSays_IsSaidInItsOwnWords(int status, string said, string expected)
    {
        using var server = new Refusal((HttpStatusCode)status, said);
        using var http = new HttpClient(server);
        await using var emitter = new RecordingEventEmitter();
        await using CapacityFunction function = new(new CapacityFunctionOptions { Elasticsearch = { Address = new Uri("https://es.example") } }, http, new ManualTimeProvider());

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

    // A pipeline that gets three times what it can take for an hour and a half.
    private static async Task<ElasticsearchRig> StartAsync()
    {
        ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        rig.Change();
        await rig.PassAsync(judge: null, minutes: 90, bytesEach: 3);
        return rig;
    }

    private static CapacityFunction Function(ElasticsearchRig rig, ScriptedChannel pager, IJudgeState? state = null, HttpClient? http = null, Action<CapacityFunctionOptions>? configure = null)
    {
        var options = new CapacityFunctionOptions { Elasticsearch = rig.Options, Channels = { ["pager"] = new AlertChannelSettings { Type = "scripted" } }, State = state };
        options.ChannelTypes.Add(new AlertChannelType("scripted", [], (_, _) => { }, (_, _, _) => pager));
        configure?.Invoke(options);
        return new CapacityFunction(options, http, rig.Time, rig.Logs);
    }

    private static string[] Kinds(ElasticsearchRig rig) => [.. rig.Emitter.Events.Select(sent => (string)LoaderDocument.Of(sent.Event, rig.Now).GetProperty("unstruct_event_io_s3snowplow_throughput_exceeded_2").GetProperty("kind").GetString()!)];

    private sealed class KeptState : IJudgeState
    {
        private byte[]? _content;
        private int _version;

        public string? Failure { get; init; }

        public Task<SavedJudgeState?> LoadAsync(CancellationToken cancellationToken = default) =>
            Failure is { } failure ? throw new IOException(failure) : Task.FromResult(_content is null ? null : new SavedJudgeState(_content, $"{_version}"));

        public Task<string?> TrySaveAsync(ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken = default)
        {
            if (version != (_content is null ? null : $"{_version}"))
            {
                return Task.FromResult<string?>(null);
            }

            _content = content.ToArray();
            return Task.FromResult<string?>($"{++_version}");
        }
    }

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
