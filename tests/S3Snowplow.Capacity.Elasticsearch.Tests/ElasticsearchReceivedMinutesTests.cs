using System.Net;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Elasticsearch;

/// <summary>What both forms do; each has tests of its own besides.</summary>
public abstract class ElasticsearchReceivedMinutesTests(ElasticsearchForm form)
{
    protected static readonly DateTimeOffset Start = ManualTimeProvider.DefaultStart;

    public static TheoryData<int, string, string> Clusters => new()
    {
        { 6, "", ObjectEventMapper.DefaultSchema.Text },
        { 7, "", ObjectEventMapper.DefaultSchema.Text },
        { 8, "", ObjectEventMapper.DefaultSchema.Text },
        { 9, "", ObjectEventMapper.DefaultSchema.Text },
        { 8, ".keyword", ObjectEventMapper.DefaultSchema.Text },
        { 6, ".keyword", IgluCentralMapper.DefaultSchema.Text },
        { 8, "", IgluCentralMapper.DefaultSchema.Text },
        { 8, "", "iglu:com.acme/S3Object/jsonschema/2-0-0" },
    };

    /// <summary>How many searches the reading of two days takes.</summary>
    protected abstract int SearchesOfTwoDays { get; }

    /// <summary>What is in the minutes in which two events came again, and two others for the first time.</summary>
    protected abstract string[] AfterRedelivery { get; }

    [Theory]
    [MemberData(nameof(Clusters))]
    public async Task Read_OfEveryVersionAndLayout_FindsTheSame(int version, string suffix, string schema)
    {
        await using ElasticsearchRig rig = await StartAsync(
            new LocalElasticsearchOptions { MajorVersion = version }, new ElasticsearchOptions { KeywordSuffix = suffix, EventSchema = schema });
        rig.Change("60 B/h", from: Start.AddDays(-1), received: Start.AddSeconds(30));
        rig.Change("120 B/h", from: Start.AddMinutes(5));
        rig.Change(pipeline: "q", from: Start);
        rig.Arrive(100, at: Start);
        rig.Arrive(7, at: Start.AddSeconds(59.999));
        rig.Arrive(1, at: Start.AddMinutes(1), name: "ObjectCreated:CompleteMultipartUpload");
        rig.Arrive(5_000, at: Start.AddMinutes(2), name: "ObjectRemoved:Delete");
        rig.Arrive(null, at: Start.AddMinutes(3));
        rig.Arrive(1L << 40, "q", at: Start.AddMinutes(1));
        rig.Arrive(20, at: Start.AddMinutes(-400), received: Start.AddMinutes(1.5));

        Assert.Equal(
            ["0: q can 60 from 0", "0: p can 60 from 0.5", "0: p 0=107", "1: p -400=20", "1: p 1=1", "1: q 1=1099511627776", "2: alive", "3: p 3=0", "5: p can 120 from 5"],
            await ElasticsearchRig.ReadAsync(rig.Minutes(), 0, 10));
    }

    [Fact]
    public async Task Read_WithTheMappingThatElasticsearchMakesUp_WorksWithTheSuffix()
    {
        await using ElasticsearchRig rig = await StartAsync(options: new ElasticsearchOptions { KeywordSuffix = ".keyword" }, template: false);
        rig.Change(from: Start);
        rig.Arrive(10, at: Start);

        Assert.Equal(["0: p can 60 from 0", "0: p 0=10"], await ElasticsearchRig.ReadAsync(rig.Minutes(), 0, 10));
    }

    [Fact]
    public async Task Read_OfTwoDays_AsksForAnHourAtATime()
    {
        await using ElasticsearchRig rig = await StartAsync();
        rig.Arrive(10, at: Start);
        rig.Arrive(10, at: Start.AddMinutes(2879));

        string[] lines = await ElasticsearchRig.ReadAsync(rig.Minutes(), 0, 2880);

        Assert.Equal(["0: p 0=10", "2879: p 2879=10"], lines);

        Assert.Equal(SearchesOfTwoDays, rig.Cluster.Requests.Count(request => request.Path.EndsWith("/_search", StringComparison.Ordinal)));
    }

    // A redelivered event overwrites its document, which has a later time of receipt then: the same bytes stand in another minute.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_AnEventThatWasDeliveredAgain_CountsItOnce(bool restarted)
    {
        await using ElasticsearchRig rig = await StartAsync();
        ElasticsearchReceivedMinutes minutes = rig.Minutes();
        SnowplowEvent sent = rig.Arrive(500, at: Start);
        SnowplowEvent old = rig.Arrive(30, at: Start.AddHours(-20), received: Start.AddMinutes(1));
        Assert.Equal(["0: p 0=500", "1: p -1200=30"], await ElasticsearchRig.ReadAsync(minutes, 0, 20));

        rig.Index(sent, Start.AddMinutes(20));
        rig.Index(old, Start.AddMinutes(20));
        rig.Arrive(70, at: Start, received: Start.AddMinutes(21));
        rig.Arrive(4, at: Start.AddHours(-20), received: Start.AddMinutes(21));
        if (restarted)
        {
            ReadOnlyMemory<byte> saved = minutes.Save(ElasticsearchRig.Zero + 20);
            minutes = rig.Minutes();
            minutes.Restore(saved);
        }

        Assert.Equal(AfterRedelivery, await ElasticsearchRig.ReadAsync(minutes, 20, 25));
        Assert.Empty(await ElasticsearchRig.ReadAsync(minutes, 25, 30));
    }

    [Fact]
    public async Task Read_WhatTheLoaderWroteWhenItsMinuteWasReadAlready_IsHandedInWithTheNextOne()
    {
        await using ElasticsearchRig rig = await StartAsync();
        using ElasticsearchReceivedMinutes minutes = rig.Minutes();
        rig.Arrive(10, at: Start.AddMinutes(1));
        await ElasticsearchRig.ReadAsync(minutes, 0, 10);

        rig.Arrive(5, at: Start.AddMinutes(1));
        rig.Arrive(6, "q", at: Start.AddMinutes(2));

        Assert.Equal(["10: p 1=5", "10: q 2=6"], await ElasticsearchRig.ReadAsync(minutes, 10, 11));
        Assert.Empty(await ElasticsearchRig.ReadAsync(minutes, 11, 12));
    }

    // The repetition of a capacity would call off a step that waits to be confirmed.
    [Fact]
    public async Task Read_OfHeartbeats_SaysEachCapacityOnceOverAllReadings()
    {
        await using ElasticsearchRig rig = await StartAsync();
        using ElasticsearchReceivedMinutes minutes = rig.Minutes();
        rig.Change(from: Start);
        rig.Heartbeat(slot: Start.AddMinutes(15));
        rig.Heartbeat(slot: Start.AddMinutes(90));
        rig.Change("120 B/h", from: Start.AddMinutes(95));
        rig.Heartbeat("120 B/h", from: Start.AddMinutes(95), slot: Start.AddMinutes(105));

        string[] first = await ElasticsearchRig.ReadAsync(minutes, 0, 80);
        string[] second = await ElasticsearchRig.ReadAsync(minutes, 80, 120);

        Assert.Equal(["0: p can 60 from 0", "15: alive"], first);
        Assert.Equal(["90: alive", "95: p can 120 from 95", "105: alive"], second);
    }

    // What was received before the judge began is not its matter: it would be counted at once, hours of it.
    [Fact]
    public async Task Read_WhatWasReceivedBeforeTheFirstReading_IsNeverCounted()
    {
        await using ElasticsearchRig rig = await StartAsync();
        using ElasticsearchReceivedMinutes minutes = rig.Minutes();
        rig.Arrive(10, at: Start.AddMinutes(-1));
        rig.Arrive(1, at: Start.AddMinutes(3));

        Assert.Equal(["3: p 3=1"], await ElasticsearchRig.ReadAsync(minutes, 0, 5));
        Assert.Empty(await ElasticsearchRig.ReadAsync(minutes, 5, 8));
    }

    [Fact]
    public async Task Read_OfMinutesThatWereNotFolded_GivesThemAgain()
    {
        await using ElasticsearchRig rig = await StartAsync();
        using ElasticsearchReceivedMinutes minutes = rig.Minutes();
        rig.Change(from: Start.AddMinutes(12));
        rig.Arrive(10, at: Start);
        rig.Arrive(5, at: Start, received: Start.AddMinutes(11));
        string[] first = await ElasticsearchRig.ReadAsync(minutes, 0, 10);
        string[] second = await ElasticsearchRig.ReadAsync(minutes, 10, 20);

        Assert.Equal(["11: p 0=5", "12: p can 60 from 12"], second);
        Assert.Equal(second, await ElasticsearchRig.ReadAsync(minutes, 10, 20));
        string[] all = await ElasticsearchRig.ReadAsync(minutes, 0, 20);
        Assert.Equal([.. first, .. second], all);
    }

    // What is saved is of the folded minutes alone, also where later ones were read.
    [Fact]
    public async Task Save_UpToAMinute_HoldsNothingOfLaterOnes()
    {
        await using ElasticsearchRig rig = await StartAsync();
        using ElasticsearchReceivedMinutes minutes = rig.Minutes();
        rig.Change(from: Start.AddMinutes(12));
        rig.Arrive(10, at: Start);
        rig.Arrive(5, at: Start, received: Start.AddMinutes(11));
        await ElasticsearchRig.ReadAsync(minutes, 0, 10);
        string[] second = await ElasticsearchRig.ReadAsync(minutes, 10, 20);
        ElasticsearchReceivedMinutes other = rig.Minutes();
        other.Restore(minutes.Save(ElasticsearchRig.Zero + 10));

        Assert.Equal(second, await ElasticsearchRig.ReadAsync(other, 10, 20));
    }

    [Fact]
    public async Task Restore_WhatIsDamaged_IsRefused()
    {
        await using ElasticsearchRig rig = await StartAsync();
        using ElasticsearchReceivedMinutes minutes = rig.Minutes();
        rig.Arrive(10, at: Start);
        await ElasticsearchRig.ReadAsync(minutes, 0, 10);
        byte[] saved = minutes.Save(ElasticsearchRig.Zero + 10).ToArray();

        Assert.Throws<InvalidDataException>(() => minutes.Restore(saved.AsMemory(0, saved.Length - 1)));
        Assert.Throws<InvalidDataException>(() => minutes.Restore(new byte[] { 9, 0 }));
        minutes.Restore(default);
        Assert.Equal(["0: p 0=10"], await ElasticsearchRig.ReadAsync(minutes, 0, 10));
    }

    [Fact]
    public async Task ReadTold_OfBothModels_IsTheLastOfEachAndTheLastOfAnIncident()
    {
        await using ElasticsearchRig rig = await StartAsync();
        rig.Arrive(1, at: Start);
        var first = new CapacityEvents(new CapacitySchemas { ThroughputExceeded = IgluUri.Parse("iglu:io.s3snowplow/throughput_exceeded/jsonschema/1-0-0") });
        rig.Index(SnowplowEvent.Create(
            IgluUri.Parse("iglu:io.s3snowplow/throughput_exceeded/jsonschema/1-0-0"), new Guid("6f6f4b1e-6a53-4a0e-9f0e-5a2f1f3f9d01"), Start.AddMinutes(4), "{\"state\":\"exceeded\",\"incident_start\":\"2026-01-01T00:03:00.000Z\"}"u8, [first.Pipeline("old")]));
        Tell(TransitionKind.Warning, "p", 10, incident: 8);
        Tell(TransitionKind.Critical, "p", 20, incident: 8);
        Tell(TransitionKind.CapacitySuspect, "p", 30);
        Tell(TransitionKind.Recovered, "q", 25, incident: 9);
        Tell(TransitionKind.Blind, null, 40);

        IReadOnlyList<ToldTransition>? told = await rig.Minutes(rig.Time).ReadToldAsync();

        Assert.Equal(
            [
                new ToldTransition(null, TransitionKind.Blind, 40, null), new ToldTransition("old", TransitionKind.Critical, 3, 3), new ToldTransition("p", TransitionKind.Critical, 20, 8),
                new ToldTransition("p", TransitionKind.CapacitySuspect, 30, null), new ToldTransition("q", TransitionKind.Recovered, 25, 9),
            ],
            told!.OrderBy(one => one.Pipeline, StringComparer.Ordinal).ThenBy(one => one.Minute)
                .Select(one => one with { Minute = one.Minute - ElasticsearchRig.Zero, IncidentStart = one.IncidentStart - ElasticsearchRig.Zero }));

        void Tell(TransitionKind kind, string? pipeline, long minute, long? incident = null) => rig.Index(new CapacityEvents().Transition(
            new ThroughputTransition(kind, pipeline, ElasticsearchRig.Zero + minute, ElasticsearchRig.Zero + minute) { IncidentStart = ElasticsearchRig.Zero + incident }, "s3snowplow"));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("a-key==", null, null)]
    [InlineData(null, "elastic", "pass:word")]
    public async Task Read_WithCredentials_SendsThem(string? key, string? user, string? password)
    {
        await using ElasticsearchRig rig = await StartAsync(
            new LocalElasticsearchOptions { ApiKey = key, UserName = user, Password = password }, new ElasticsearchOptions { ApiKey = key, UserName = user, Password = password }, template: false);
        rig.Change(from: Start);
        rig.Options.KeywordSuffix = ".keyword";

        Assert.Single(await ElasticsearchRig.ReadAsync(rig.Minutes(), 0, 10));
    }

    [Fact]
    public async Task Read_WithWrongCredentials_SaysSoAndNotWhich()
    {
        await using ElasticsearchRig rig = await StartAsync(
            new LocalElasticsearchOptions { ApiKey = "right" }, new ElasticsearchOptions { ApiKey = "SECRET" }, template: false);

        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => ElasticsearchRig.ReadAsync(rig.Minutes(), 0, 10));

        Assert.Equal(ElasticsearchProblem.Unauthorized, failure.Problem);
        Assert.DoesNotContain("SECRET", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("snowplow*", "No index has a name as IndexPattern has it (snowplow*).")]
    [InlineData("snowplow", "There is no index snowplow (status 404, index_not_found_exception: no such index")]
    public async Task Read_WithoutAnIndex_SaysWhichIsMissing(string pattern, string message)
    {
        await using ElasticsearchRig rig = await StartAsync(options: new ElasticsearchOptions { IndexPattern = pattern });

        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => ElasticsearchRig.ReadAsync(rig.Minutes(), 0, 10));

        Assert.Equal(ElasticsearchProblem.NoIndex, failure.Problem);
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, ElasticsearchProblem, string> Faults => new()
    {
        { "throttle", ElasticsearchProblem.Overloaded, "too much to do (status 429, es_rejected_execution_exception" },
        { "503", ElasticsearchProblem.Overloaded, "too much to do (status 503" },
        { "shards", ElasticsearchProblem.Incomplete, "Shards of snowplow* are not there (status 503, node_disconnected_exception: disconnected)" },
        { "time", ElasticsearchProblem.Incomplete, "for want of time. What is missing is unknown, not zero." },
        { "break", ElasticsearchProblem.Unreachable, "cannot be asked" },
        { "page", ElasticsearchProblem.Unreachable, "is no Elasticsearch, or cannot be read: it answers with a page of HTML (status 200)" },
        { "other", ElasticsearchProblem.Unreachable, "The answer is not that of an Elasticsearch" },
        { "403", ElasticsearchProblem.Unauthorized, "may not read snowplow* (status 403" },
        { "400", ElasticsearchProblem.Refused, "refused the request (status 400, parsing_exception: no)" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Read_ThatFails_SaysWhyAndTheNextOneWorks(string fault, ElasticsearchProblem problem, string message)
    {
        await using ElasticsearchRig rig = await StartAsync();
        rig.Arrive(10, at: Start);
        rig.Arrive(10, at: Start.AddDays(-1));
        rig.Cluster.Fail(fault switch
        {
            "throttle" => LocalElasticsearchFault.Throttle(),
            "503" => LocalElasticsearchFault.Refuse(503, "es_rejected_execution_exception", "queue is full"),
            "shards" => LocalElasticsearchFault.LoseShards("snowplow-2025.12.31"),
            "time" => LocalElasticsearchFault.TimeOut(),
            "break" => LocalElasticsearchFault.Break(),
            "page" => LocalElasticsearchFault.Answer(200, "<html>"),
            "other" => LocalElasticsearchFault.Answer(200, "{}"),
            "403" => LocalElasticsearchFault.Refuse(403, "security_exception", "action is unauthorized"),
            _ => LocalElasticsearchFault.Refuse(400, "parsing_exception", "no"),
        });
        ElasticsearchReceivedMinutes minutes = rig.Minutes();

        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => ElasticsearchRig.ReadAsync(minutes, 0, 10));

        Assert.Equal(problem, failure.Problem);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Single(await ElasticsearchRig.ReadAsync(minutes, 0, 10));
    }

    [Fact]
    public async Task Read_ThatTakesTooLong_EndsAtItsTimeLimit()
    {
        var time = new ManualTimeProvider();
        await using ElasticsearchRig rig = await StartAsync();
        rig.Arrive(10, at: Start);
        rig.Cluster.Fail(LocalElasticsearchFault.Slow(TimeSpan.FromHours(1)));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);

        Task<string[]> reading = ElasticsearchRig.ReadAsync(rig.Minutes(time), 0, 10, patience.Token);
        while (!rig.Cluster.Requests.Any(request => request.Path.EndsWith("/_search", StringComparison.Ordinal)))
        {
            await Task.Yield();
            patience.Token.ThrowIfCancellationRequested();
        }

        time.Advance(TimeSpan.FromSeconds(30));

        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => reading);
        Assert.Contains("did not answer within 00:00:30 (RequestTimeout)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_Cancelled_IsCancelled()
    {
        await using ElasticsearchRig rig = await StartAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ElasticsearchRig.ReadAsync(rig.Minutes(), 0, 10, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Read_WhereNothingListens_NamesTheAddress()
    {
        using var minutes = new ElasticsearchReceivedMinutes(new ElasticsearchOptions { Address = new Uri("http://127.0.0.1:1/") });

        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => ElasticsearchRig.ReadAsync(minutes, 0, 10));

        Assert.Equal((ElasticsearchProblem.Unreachable, "http://127.0.0.1:1 cannot be asked: the connection was refused: nothing listens there."), (failure.Problem, failure.Message));
    }

    [Fact]
    public async Task Read_AnAnswerWithoutEnd_IsGivenUp()
    {
        using var http = new HttpClient(new EndlessHandler());
        using var minutes = new ElasticsearchReceivedMinutes(new ElasticsearchOptions { Address = new Uri("http://127.0.0.1:1/") }, http: http);

        Assert.Contains("more than 64 MiB", (await Assert.ThrowsAsync<ElasticsearchException>(() => ElasticsearchRig.ReadAsync(minutes, 0, 10))).Message, StringComparison.Ordinal);
    }

    private protected Task<ElasticsearchRig> StartAsync(LocalElasticsearchOptions? cluster = null, ElasticsearchOptions? options = null, bool template = true)
    {
        options ??= new ElasticsearchOptions();
        options.Form = form;
        return ElasticsearchRig.StartAsync(cluster, options, template);
    }

    private sealed class EndlessHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new Blanks()) });
    }

    private sealed class Blanks : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)' ');
            return count;
        }

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)' ');
            return buffer.Length;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }
}
