using System.Net;
using System.Text.Json.Nodes;
using S3Snowplow.Capacity.Tests.Elasticsearch.Asking;

namespace S3Snowplow.Capacity.Tests.Elasticsearch.State;

/// <summary>The state as a document: of several judges exactly one saves, whatever becomes of the answers.</summary>
public sealed class ElasticsearchJudgeStateTests
{
    private readonly StateServer _server = new();

    [Fact]
    public async Task Load_WhereNothingWasSaved_IsNothing()
    {
        using ElasticsearchJudgeState state = New();
        Assert.Null(await state.LoadAsync());

        _server.HasIndex = true;
        Assert.Null(await state.LoadAsync());
    }

    [Fact]
    public async Task Save_IsLoadedByAnother()
    {
        using ElasticsearchJudgeState state = New();
        byte[] content = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];

        string? first = await state.TrySaveAsync(content, version: null);
        string? second = await state.TrySaveAsync(content.AsMemory(1), first);

        Assert.Equal(("0-1", "1-1"), (first, second));
        using ElasticsearchJudgeState other = New();
        SavedJudgeState saved = (await other.LoadAsync())!;
        Assert.Equal(content[1..], saved.Content.ToArray());
        Assert.Equal(("1-1", "index 's3snowplow-state' of http://127.0.0.1:9200"), (saved.Version, saved.Place));
        Assert.Equal("""{"mappings":{"dynamic":false}}""", _server.Mapping);
        Assert.Equal(["PUT /s3snowplow-state/_create/judge", "PUT /s3snowplow-state/_doc/judge?if_seq_no=0&if_primary_term=1"], _server.Requests.Where(request => request.StartsWith("PUT", StringComparison.Ordinal) && request.Contains("judge", StringComparison.Ordinal)));
    }

    // Parts of the text: 3 MiB each.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((3 * 1024 * 1024) - 1)]
    [InlineData(3 * 1024 * 1024)]
    [InlineData((7 * 1024 * 1024) + 5)]
    public async Task Save_OfAnySize_IsLoadedWhole(int size)
    {
        using ElasticsearchJudgeState state = New();
        byte[] content = new byte[size];
        new Random(size).NextBytes(content);

        Assert.NotNull(await state.TrySaveAsync(content, version: null));
        byte[] loaded = (await state.LoadAsync())!.Content.ToArray();
        Assert.True(content.AsSpan().SequenceEqual(loaded));
        Assert.DoesNotContain(_server.Document!["content"]!.AsArray(), part => ((string)part!).Length > 4 * 1024 * 1024);
    }

    [Fact]
    public async Task Save_OfMoreThanADocumentTakes_IsRefusedWithBothSizes()
    {
        using ElasticsearchJudgeState state = New();

        IOException failure = await Assert.ThrowsAsync<IOException>(() => state.TrySaveAsync(new byte[ElasticsearchJudgeState.MaxBytes + 1], version: null));

        Assert.Contains("it has 45.0 MiB, and a document may have 45.0 MiB here", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Save_BySeveralThatBegin_SucceedsForOne()
    {
        ElasticsearchJudgeState[] judges = [.. Enumerable.Range(0, 8).Select(_ => New())];

        string?[] versions = await Task.WhenAll(judges.Select(judge => judge.TrySaveAsync(new byte[] { 1 }, version: null)));

        Assert.Equal(7, versions.Count(version => version is null));
        Array.ForEach(judges, judge => judge.Dispose());
    }

    // Whose answer is lost finds out by the id whether its document is there; nobody else takes it for its own.
    [Fact]
    public async Task Save_ByEightJudgesOver25Rounds_SucceedsForOneInEachThoughAnswersAreLost()
    {
        ElasticsearchJudgeState[] judges = [.. Enumerable.Range(0, 8).Select(_ => New())];
        var random = new Random(13);
        _server.Loses = (method, target) => method == HttpMethod.Put && target.Contains("judge", StringComparison.Ordinal) && random.Next(3) == 0;
        List<string> told = [];
        for (int round = 0; round < 25; round++)
        {
            SavedJudgeState?[] loaded = await Task.WhenAll(judges.Select(LoadAsync));
            Assert.Single(loaded.Select(one => one?.Version).Distinct());
            string?[] saved = await Task.WhenAll(judges.Select((judge, number) => SaveAsync(judge, loaded[number]?.Version, [(byte)round, (byte)number])));
            Assert.Single(saved.OfType<string>());
            told.Add(saved.OfType<string>().Single());
        }

        Assert.Equal(25, told.Distinct().Count());
        Array.ForEach(judges, judge => judge.Dispose());

        static async Task<SavedJudgeState?> LoadAsync(ElasticsearchJudgeState judge) => await judge.LoadAsync();

        // As the judge does: what is not known is tried again, with the version of before.
        static async Task<string?> SaveAsync(ElasticsearchJudgeState judge, string? version, byte[] content)
        {
            while (true)
            {
                try
                {
                    return await judge.TrySaveAsync(content, version);
                }
                catch (IOException failure)
                {
                    Assert.Contains("whether it was saved is not known", failure.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Save_WhoseAnswerWasLost_GoesOnFromWhatIsThere(bool wasSaved)
    {
        using ElasticsearchJudgeState state = New();
        string? first = await state.TrySaveAsync(new byte[] { 1 }, version: null);
        bool isLost = true;
        _server.Loses = (method, _) => wasSaved && isLost && method == HttpMethod.Put;
        _server.Before = (method, _) => !wasSaved && isLost && method == HttpMethod.Put ? throw new HttpRequestException(HttpRequestError.ConnectionError, "refused") : null;

        IOException failure = await Assert.ThrowsAsync<IOException>(() => state.TrySaveAsync(new byte[] { 2 }, first));
        isLost = false;
        string? second = await state.TrySaveAsync(new byte[] { 3 }, first);

        Assert.EndsWith("whether it was saved is not known. Nothing is told until it can; the next run tries it again.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(wasSaved ? "2-1" : "1-1", second);
        Assert.Equal([3], (await state.LoadAsync())!.Content.ToArray());
    }

    // Each try may be saved or not, and its answer lost: all of them are one's own.
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Save_WhoseAnswersWereLostTwice_IsStillOnesOwn(bool firstWasSaved, bool secondWasSaved)
    {
        using ElasticsearchJudgeState state = New();
        string? version = await state.TrySaveAsync(new byte[] { 1 }, version: null);
        foreach (bool wasSaved in (bool[])[firstWasSaved, secondWasSaved])
        {
            _server.Loses = (method, _) => wasSaved && method == HttpMethod.Put;
            _server.Before = (method, _) => !wasSaved && method == HttpMethod.Put ? throw new HttpRequestException(HttpRequestError.ConnectionError, "refused") : null;
            await Assert.ThrowsAsync<IOException>(() => state.TrySaveAsync(new byte[] { 2 }, version));
        }

        (_server.Loses, _server.Before) = ((_, _) => false, (_, _) => null);
        Assert.NotNull(await state.TrySaveAsync(new byte[] { 3 }, version));
        Assert.Equal([3], (await state.LoadAsync())!.Content.ToArray());
    }

    [Fact]
    public async Task Save_WhoseAnswerWasLostWhileAnotherSaved_IsTheOthers()
    {
        using ElasticsearchJudgeState state = New();
        using ElasticsearchJudgeState other = New();
        string? first = await state.TrySaveAsync(new byte[] { 1 }, version: null);
        _server.Before = (method, _) => method == HttpMethod.Put ? throw new HttpRequestException(HttpRequestError.ConnectionError, "refused") : null;
        await Assert.ThrowsAsync<IOException>(() => state.TrySaveAsync(new byte[] { 2 }, first));
        _server.Before = (_, _) => null;
        Assert.NotNull(await other.TrySaveAsync(new byte[] { 2 }, first));

        Assert.Null(await state.TrySaveAsync(new byte[] { 3 }, first));
        Assert.Equal([2], (await state.LoadAsync())!.Content.ToArray());
    }

    // A proxy that sends again what it sent: the second one conflicts with the first, and both are one's own.
    [Fact]
    public async Task Save_ThatWasSentTwiceOnTheWay_IsOnesOwn()
    {
        using ElasticsearchJudgeState state = New();
        string? first = await state.TrySaveAsync(new byte[] { 1 }, version: null);
        using var twice = new HttpClient(new SendsTwice { InnerHandler = _server });
        using var behind = new ElasticsearchJudgeState(new ElasticsearchOptions { Address = new Uri("http://127.0.0.1:9200") }, http: twice);

        Assert.Equal("1-1", await behind.TrySaveAsync(new byte[] { 2 }, first));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Save_AfterTheDocumentOrItsIndexWasDeleted_IsNobodys(bool withIndex)
    {
        using ElasticsearchJudgeState state = New();
        string? first = await state.TrySaveAsync(new byte[] { 1 }, version: null);
        _server.Document = null;
        _server.HasIndex = !withIndex;
        _server.Before = (method, _) => withIndex && !_server.HasIndex && method == HttpMethod.Put && _server.Requests[^1].Contains("judge", StringComparison.Ordinal) ? StateServer.Error(404, "index_not_found_exception", "no such index [s3snowplow-state]") : null;

        Assert.Null(await state.TrySaveAsync(new byte[] { 2 }, first));
        Assert.Null(await state.LoadAsync());
        Assert.NotNull(await state.TrySaveAsync(new byte[] { 2 }, version: null));
        Assert.Equal([2], (await state.LoadAsync())!.Content.ToArray());
    }

    [Theory]
    [InlineData(403, "cluster_block_exception", "index [state] blocked by: [FORBIDDEN/8/index write (api)];", "its index has a block, which is no matter of credentials")]
    [InlineData(429, "cluster_block_exception", "index [state] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];", "a disk of the cluster is too full")]
    [InlineData(403, "security_exception", "action [indices:data/write/index] is unauthorized", "they need the privileges read and index")]
    [InlineData(401, "security_exception", "unable to authenticate", "does not take the credentials")]
    [InlineData(429, "es_rejected_execution_exception", "rejected execution", "has too much to do")]
    [InlineData(413, "", "", "takes no document of")]
    [InlineData(400, "illegal_argument_exception", "String value length exceeds the maximum", "String value length exceeds the maximum")]
    [InlineData(503, "unavailable_shards_exception", "primary shard is not active", "whether it was saved is not known")]
    public async Task Save_ThatIsRefused_SaysWhy(int status, string type, string reason, string message)
    {
        using ElasticsearchJudgeState state = New();
        string? first = await state.TrySaveAsync(new byte[] { 1 }, version: null);
        _server.Before = (method, _) => method == HttpMethod.Put ? type.Length == 0 ? new HttpResponseMessage((HttpStatusCode)status) : StateServer.Error(status, type, reason) : null;

        IOException failure = await Assert.ThrowsAsync<IOException>(() => state.TrySaveAsync(new byte[] { 2 }, first));

        Assert.StartsWith("The judge's state in index 's3snowplow-state' of http://127.0.0.1:9200 cannot be saved: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        _server.Before = (_, _) => null;
        Assert.Equal("1-1", await state.TrySaveAsync(new byte[] { 3 }, first));
    }

    [Fact]
    public async Task Save_WhereTheIndexMayNotBeMade_SaysHowToMakeIt()
    {
        using ElasticsearchJudgeState state = New();
        _server.Before = (method, target) => method == HttpMethod.Put && target == "/s3snowplow-state" ? StateServer.Error(403, "security_exception", "action [indices:admin/create] is unauthorized") : null;

        IOException failure = await Assert.ThrowsAsync<IOException>(() => state.TrySaveAsync(new byte[] { 1 }, version: null));

        Assert.Contains("or make it: PUT s3snowplow-state {\"mappings\":{\"dynamic\":false}}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"next":29453761,"owner":"a"}""", "it is not a document that a judge saved")]
    [InlineData("""{"format":2,"id":"x","size":0,"content":[]}""", "it has the format 2; this version reads 1")]
    [InlineData("""{"format":1,"id":"x","size":5,"content":["AQID"]}""", "it has 3 bytes, and says that it has 5")]
    [InlineData("""{"format":1,"id":"x","size":2,"content":["AQID"]}""", "it is not a document that a judge saved")]
    [InlineData("""{"format":1,"id":"x","size":3,"content":["%%%"]}""", "it is not a document that a judge saved")]
    public async Task Load_OfAnotherDocument_IsRefusedAndNotTakenForNothing(string document, string message)
    {
        using ElasticsearchJudgeState state = New();
        (_server.HasIndex, _server.Document) = (true, JsonNode.Parse(document));

        IOException failure = await Assert.ThrowsAsync<IOException>(() => state.LoadAsync());

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("Nothing is judged until it can.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "cluster_block_exception", "index [state] blocked by: [FORBIDDEN/7/index read (api)];")]
    [InlineData(403, "security_exception", "no")]
    [InlineData(503, "no_shard_available_action_exception", "none")]
    [InlineData(400, "index_closed_exception", "closed")]
    [InlineData(200, "", "")]
    [InlineData(404, "", "")]
    public async Task Load_ThatFails_IsNeverNothing(int status, string type, string reason)
    {
        using ElasticsearchJudgeState state = New();
        _server.Before = (_, _) => type.Length == 0 ? StateServer.Answer(status, "{}") : StateServer.Error(status, type, reason);

        await Assert.ThrowsAsync<IOException>(() => state.LoadAsync());
    }

    // The answers of real servers, 70 to 77: each read as what it means.
    [Fact]
    public async Task Recorded_Answers_AreReadAsWhatTheyMean()
    {
        RecordedAnswer[] recorded = [.. RecordedAnswer.All.Where(one => one.Target.StartsWith("/state/_doc/judge", StringComparison.Ordinal) || one.Target.StartsWith("/state/_create/judge", StringComparison.Ordinal) || one.Target.StartsWith("/state/_doc/none", StringComparison.Ordinal))];
        foreach (RecordedAnswer one in recorded)
        {
            using ElasticsearchJudgeState state = New("state");
            bool isGet = one.Method == "GET";
            _server.HasIndex = true;
            _server.Before = (method, _) => (method == HttpMethod.Get) == isGet ? StateServer.Answer(one.Status, one.Answer!.Value.GetRawText()) : null;
            Task<string?> Ask() => isGet ? LoadVersionAsync(state) : state.TrySaveAsync(new byte[] { 1 }, "0-1");
            if (one.Status is 404 or 409)
            {
                Assert.Null(await Ask());
            }
            else if (one.Status is 200 or 201 && !isGet)
            {
                Assert.Equal($"{one.Answer!.Value.GetProperty("_seq_no").GetInt64()}-{one.Answer.Value.GetProperty("_primary_term").GetInt64()}", await Ask());
            }
            else
            {
                // Blocks, a request of another form, and a document that no judge wrote.
                await Assert.ThrowsAsync<IOException>(Ask);
            }
        }

        static async Task<string?> LoadVersionAsync(ElasticsearchJudgeState state) => (await state.LoadAsync())?.Version;
    }

    [Theory]
    [InlineData("snowplow-state", "snowplow*", "the index 'snowplow-state' is one of those that the judge reads events from (IndexPattern has 'snowplow*')")]
    [InlineData("state", "snowplow*,st*e", "(IndexPattern has 'st*e')")]
    [InlineData("state", "*", "(IndexPattern has '*')")]
    [InlineData("good", "bad,good", "(IndexPattern has 'good')")]
    [InlineData("State", "snowplow*", "'State' is no name of an index")]
    [InlineData("", "snowplow*", "'' is no name of an index")]
    [InlineData("_state", "snowplow*", "'_state' is no name of an index")]
    [InlineData("a*", "snowplow*", "'a*' is no name of an index")]
    [InlineData("a/_doc", "snowplow*", "'a/_doc' is no name of an index")]
    public void Index_ThatCannotBe_IsRefusedByName(string index, string pattern, string message) => Assert.Contains(
        message, Assert.Throws<ArgumentException>(() => new ElasticsearchJudgeState(new ElasticsearchOptions { Address = new Uri("http://127.0.0.1:9200"), IndexPattern = pattern }, index)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("s3snowplow-state", "snowplow*")]
    [InlineData("state", "*-2026,sta,tate,s*x")]
    public void Index_ThatIsNoneOfThePatterns_IsTaken(string index, string pattern) =>
        new ElasticsearchJudgeState(new ElasticsearchOptions { Address = new Uri("http://127.0.0.1:9200"), IndexPattern = pattern }, index).Dispose();

    private ElasticsearchJudgeState New(string index = ElasticsearchJudgeState.DefaultIndex) => new(new ElasticsearchOptions { Address = new Uri("http://127.0.0.1:9200") }, index, new HttpClient(_server, disposeHandler: false));

    private sealed class SendsTwice : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Put)
            {
                (await base.SendAsync(request, cancellationToken)).Dispose();
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
