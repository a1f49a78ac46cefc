using System.Net;
using S3Snowplow.Events;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Elasticsearch;

public sealed class ElasticsearchThroughputStoreTests
{
    private static readonly DateTimeOffset Start = ManualTimeProvider.DefaultStart;

    private static readonly ThroughputTransition Told = new()
    {
        Pipeline = "p",
        State = ThroughputState.Exceeded,
        Incident = new Incident(Start.AddMinutes(3), new LoadWindow(TimeSpan.FromHours(1), 1.25), IncidentTrigger.Behind),
        Time = Start.AddMinutes(4),
        BytesIn = 90,
        CapacityBytes = 60,
        Capacity = Throughput.Parse("60 B/h"),
        BacklogBytes = 30,
        Behind = TimeSpan.FromMinutes(30),
        CatchUp = TimeSpan.FromMinutes(7.5),
    };

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

    [Theory]
    [MemberData(nameof(Clusters))]
    public async Task Read_OfEveryVersionAndLayout_FindsTheSame(int version, string suffix, string schema)
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync(
            new LocalElasticsearchOptions { MajorVersion = version }, new ElasticsearchOptions { KeywordSuffix = suffix, EventSchema = schema });
        rig.Change("60 B/h", from: Start);
        rig.Change("120 B/h", from: Start.AddMinutes(5));
        rig.Arrive(100, at: Start);
        rig.Arrive(7, at: Start.AddSeconds(59.999));
        rig.Arrive(1, at: Start.AddMinutes(1), name: "ObjectCreated:CompleteMultipartUpload");
        rig.Arrive(5_000, at: Start.AddMinutes(2), name: "ObjectRemoved:Delete");
        rig.Arrive(null, at: Start.AddMinutes(3));
        rig.Arrive(1L << 40, "q", at: Start.AddMinutes(1));
        rig.Index(new CapacityEvents().Transition(Told));

        IReadOnlyList<PipelineReading> readings = await rig.Store().ReadAsync(Query(10));

        Assert.Equal(["p", "q"], readings.Select(reading => reading.Pipeline));
        long first = MinuteBucket.MinuteOf(Start);
        Assert.Equal([(first, 107L), (first + 1, 1), (first + 2, 0), (first + 3, 0), (first + 5, 0)], readings[0].Minutes.Select(minute => (minute.Minute, minute.Bytes)));
        Assert.Equal([(Start, 60L), (Start.AddMinutes(5), 120)], readings[0].Capacities.Steps.Select(step => (step.EffectiveFrom, step.Throughput.BytesPerHour)));
        Assert.Equal(Told, readings[0].LastTransition);
        Assert.Equal([(first + 1, 1L << 40)], readings[1].Minutes.Select(minute => (minute.Minute, minute.Bytes)));
        Assert.True(readings[1].Capacities.IsEmpty);
        Assert.Null(readings[1].LastTransition);
    }

    [Fact]
    public async Task Read_AnEventThatWasSentAgain_CountsOnce()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        SnowplowEvent sent = LoaderDocument.Object(Objects.Put("b", "k", 10, Start), "p");

        rig.Index(sent);
        rig.Index(sent);

        Assert.Equal(10, Assert.Single(Assert.Single(await rig.Store().ReadAsync(Query(10))).Minutes).Bytes);
    }

    [Fact]
    public async Task Read_WithTheMappingThatElasticsearchMakesUp_WorksWithTheSuffix()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync(options: new ElasticsearchOptions { KeywordSuffix = ".keyword" }, template: false);
        rig.Change(from: Start);
        rig.Arrive(10, at: Start);

        PipelineReading reading = Assert.Single(await rig.Store().ReadAsync(Query(10)));

        Assert.Equal(10, Assert.Single(reading.Minutes).Bytes);
        Assert.Equal(60, Assert.Single(reading.Capacities.Steps).Throughput.BytesPerHour);
    }

    [Fact]
    public async Task Read_ManyPipelines_ComeInPagesBelowTheLimitOfBuckets()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync(new LocalElasticsearchOptions { MaxBuckets = 3_000 }, new ElasticsearchOptions { MaxBuckets = 3_000 });
        string[] names = [.. Enumerable.Range(0, 23).Select(i => $"pipeline-{i:00}")];
        foreach (string name in names)
        {
            rig.Arrive(10, name, at: Start);
        }

        // 3,000 / (360 minutes + 10 capacities + 1): 8 at a time.
        IReadOnlyList<PipelineReading> readings = await rig.Store().ReadAsync(Query(360));

        Assert.Equal(names, readings.Select(reading => reading.Pipeline));
        Assert.Equal(3, rig.Cluster.Requests.Count(request => request.Path.EndsWith("/_search", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Read_MoreBucketsThanTheClusterAllows_NamesTheSetting()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync(new LocalElasticsearchOptions { MajorVersion = 7, MaxBuckets = 300 });
        rig.Arrive(10, at: Start);

        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => rig.Store().ReadAsync(Query(360)));

        Assert.Equal(ElasticsearchProblem.Refused, failure.Problem);
        Assert.Contains("Set MaxBuckets to the cluster's search.max_buckets", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("a-key==", null, null)]
    [InlineData(null, "elastic", "pass:word")]
    public async Task Read_WithCredentials_SendsThem(string? key, string? user, string? password)
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync(
            new LocalElasticsearchOptions { ApiKey = key, UserName = user, Password = password }, new ElasticsearchOptions { ApiKey = key, UserName = user, Password = password }, template: false);
        rig.Change(from: Start);
        rig.Options.KeywordSuffix = ".keyword";

        Assert.Single(await rig.Store().ReadAsync(Query(10)));
    }

    [Fact]
    public async Task Read_WithWrongCredentials_SaysSoAndNotWhich()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync(
            new LocalElasticsearchOptions { ApiKey = "right" }, new ElasticsearchOptions { ApiKey = "SECRET" }, template: false);

        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => rig.Store().ReadAsync(Query(10)));

        Assert.Equal(ElasticsearchProblem.Unauthorized, failure.Problem);
        Assert.DoesNotContain("SECRET", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("snowplow*", "No index has a name as IndexPattern has it (snowplow*).")]
    [InlineData("snowplow", "There is no index snowplow (status 404, index_not_found_exception).")]
    public async Task Read_WithoutAnIndex_SaysWhichIsMissing(string pattern, string message)
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync(options: new ElasticsearchOptions { IndexPattern = pattern });

        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => rig.Store().ReadAsync(Query(10)));

        Assert.Equal(ElasticsearchProblem.NoIndex, failure.Problem);
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, ElasticsearchProblem, string> Faults => new()
    {
        { "throttle", ElasticsearchProblem.Overloaded, "too much to do (status 429, es_rejected_execution_exception" },
        { "503", ElasticsearchProblem.Overloaded, "too much to do (status 503" },
        { "shards", ElasticsearchProblem.Incomplete, "1 of 2 shards of snowplow* did not answer (node_disconnected_exception: disconnected). What they hold is unknown, not zero." },
        { "time", ElasticsearchProblem.Incomplete, "for want of time. What is missing is unknown, not zero." },
        { "break", ElasticsearchProblem.Unreachable, "cannot be asked" },
        { "page", ElasticsearchProblem.Unreachable, "cannot be asked, or is no Elasticsearch" },
        { "other", ElasticsearchProblem.Unreachable, "The answer is not that of an Elasticsearch" },
        { "403", ElasticsearchProblem.Unauthorized, "may not read snowplow* (status 403" },
        { "400", ElasticsearchProblem.Refused, "refused the request (status 400, parsing_exception: no)" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Read_ThatFails_SaysWhyAndTheNextOneWorks(string fault, ElasticsearchProblem problem, string message)
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        rig.Arrive(10, at: Start);
        rig.Arrive(10, at: Start.AddDays(-1));
        rig.Cluster.Fail(fault switch
        {
            "throttle" => LocalElasticsearchFault.Throttle(),
            "503" => LocalElasticsearchFault.Refuse(503, "cluster_block_exception", "blocked"),
            "shards" => LocalElasticsearchFault.LoseShards("snowplow-2025.12.31"),
            "time" => LocalElasticsearchFault.TimeOut(),
            "break" => LocalElasticsearchFault.Break(),
            "page" => LocalElasticsearchFault.Answer(200, "<html>"),
            "other" => LocalElasticsearchFault.Answer(200, "{}"),
            "403" => LocalElasticsearchFault.Refuse(403, "security_exception", "action is unauthorized"),
            _ => LocalElasticsearchFault.Refuse(400, "parsing_exception", "no"),
        });
        ElasticsearchThroughputStore store = rig.Store();

        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => store.ReadAsync(Query(10)));

        Assert.Equal(problem, failure.Problem);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Single(await store.ReadAsync(Query(10)));
    }

    [Fact]
    public async Task Read_ThatTakesTooLong_EndsAtItsTimeLimit()
    {
        var time = new ManualTimeProvider();
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        rig.Arrive(10, at: Start);
        rig.Cluster.Fail(LocalElasticsearchFault.Slow(TimeSpan.FromHours(1)));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);

        Task<IReadOnlyList<PipelineReading>> reading = rig.Store(time).ReadAsync(Query(10), patience.Token);
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
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rig.Store().ReadAsync(Query(10), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Read_WhereNothingListens_NamesTheAddress()
    {
        using var store = new ElasticsearchThroughputStore(new ElasticsearchOptions { Address = new Uri("http://127.0.0.1:1/") });

        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => store.ReadAsync(Query(10)));

        Assert.Equal((ElasticsearchProblem.Unreachable, "http://127.0.0.1:1 cannot be asked, or is no Elasticsearch (ConnectionError)."), (failure.Problem, failure.Message));
    }

    [Fact]
    public async Task Read_AnAnswerWithoutEnd_IsGivenUp()
    {
        using var http = new HttpClient(new EndlessHandler());
        using var store = new ElasticsearchThroughputStore(new ElasticsearchOptions { Address = new Uri("http://127.0.0.1:1/") }, http);

        Assert.Contains("more than 64 MiB", (await Assert.ThrowsAsync<ElasticsearchException>(() => store.ReadAsync(Query(10)))).Message, StringComparison.Ordinal);
    }

    private static ThroughputQuery Query(int minutes) =>
        new(MinuteBucket.MinuteOf(Start), MinuteBucket.MinuteOf(Start) + minutes, Start.AddDays(-1), Start.AddDays(-30));

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
