using System.Net;
using System.Text;
using Amazon.Runtime;
using S3Snowplow.Testing;
using S3Snowplow.Tests.Shared;

namespace S3Snowplow.Capacity.Aws.Tests;

/// <summary>Of several judges exactly one tells: whatever the store answers, and also where it does not answer.</summary>
public sealed class S3JudgeStateTests : IDisposable
{
    private const string Path = "acme-state.s3.eu-west-1.amazonaws.com/secret-key/judge";

    private readonly ManualTimeProvider _time = new();
    private readonly List<IDisposable> _disposables = [];
    private LocalS3 _store;

    public S3JudgeStateTests() => _store = Use(new LocalS3(_time));

    public void Dispose()
    {
        _disposables.ForEach(one => one.Dispose());
        _store.Dispose();
    }

    [Fact]
    public async Task Load_WhereNothingIs_IsNothingAndNoError() => Assert.Null(await State().LoadAsync());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Save_AgainAndAgain_KeepsTheLastAndLoadsItsVersion(bool comparesQuotes)
    {
        _store = Use(new LocalS3(_time) { ComparesQuotes = comparesQuotes });
        S3JudgeState state = State();
        string? version = null;
        foreach (string text in (string[])["one", "two", "three", "two"])
        {
            version = await state.TrySaveAsync(Bytes(text), version);
            Assert.NotNull(version);
        }

        SavedJudgeState saved = (await State().LoadAsync())!;
        Assert.Equal(("two", version), (Text(saved.Content), saved.Version));
        Assert.NotNull(await State().TrySaveAsync(Bytes("four"), saved.Version));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Save_AfterAnotherJudge_IsRefusedAndWhatThatOneSavedStays(bool comparesQuotes)
    {
        _store = Use(new LocalS3(_time) { ComparesQuotes = comparesQuotes });
        S3JudgeState one = State(), other = State();
        string first = (await one.TrySaveAsync(Bytes("one"), null))!;

        Assert.Null(await other.TrySaveAsync(Bytes("other"), null));
        Assert.NotNull(await other.TrySaveAsync(Bytes("other"), first));
        Assert.Null(await one.TrySaveAsync(Bytes("mine"), first));
        Assert.Equal("other", Text(_store.Content(Path)!));
    }

    [Fact]
    public async Task Save_WhileAnotherIsWriting_IsRefused()
    {
        _store.Faults.Enqueue(new LocalS3.Fault(() => LocalS3.Error(HttpStatusCode.Conflict, "ConditionalRequestConflict")));

        Assert.Null(await State().TrySaveAsync(Bytes("one"), null));
    }

    [Fact]
    public async Task Save_OfAnObjectThatSomebodyDeleted_IsRefusedAndDoesNotBringItBack()
    {
        S3JudgeState state = State();
        string version = (await state.TrySaveAsync(Bytes("one"), null))!;
        _store.Remove(Path);

        Assert.Null(await state.TrySaveAsync(Bytes("two"), version));
        Assert.Null(_store.Content(Path));
    }

    // The answer to a save is lost. The next save of the same judge must not take its own state for another's, and must not overwrite another's.
    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, true, false)]
    public async Task Save_AfterOneWhoseAnswerWasLost_KnowsItsOwnFromAnothers(bool wasCarriedOut, bool anotherSaves, bool isSaved)
    {
        S3JudgeState state = State();
        string version = (await state.TrySaveAsync(Bytes("one"), null))!;
        _store.Faults.Enqueue(new LocalS3.Fault(Exception: new HttpRequestException(HttpRequestError.ResponseEnded), IsCarriedOut: wasCarriedOut));

        IOException lost = await Assert.ThrowsAsync<IOException>(() => state.TrySaveAsync(Bytes("two"), version));
        if (anotherSaves)
        {
            _store.Put(Path, Bytes("another's"));
        }

        string? next = await state.TrySaveAsync(Bytes("three"), version);

        Assert.Contains("whether it was saved is not known", lost.Message, StringComparison.Ordinal);
        Assert.Equal(isSaved, next is not null);
        Assert.Equal(isSaved ? "three" : "another's", Text(_store.Content(Path)!));
    }

    // Each try may be carried out or not, and its answer lost: all of them are one's own.
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Save_WhoseAnswersWereLostTwice_IsStillOnesOwn(bool firstWasCarriedOut, bool secondWasCarriedOut)
    {
        S3JudgeState state = State();
        string version = (await state.TrySaveAsync(Bytes("one"), null))!;
        _store.Faults.Enqueue(new LocalS3.Fault(Exception: new HttpRequestException(HttpRequestError.ResponseEnded), IsCarriedOut: firstWasCarriedOut));
        await Assert.ThrowsAsync<IOException>(() => state.TrySaveAsync(Bytes("two"), version));
        await Assert.ThrowsAsync<IOException>(() => SaveAgainAsync());

        Assert.NotNull(await state.TrySaveAsync(Bytes("four"), version));
        Assert.Equal("four", Text(_store.Content(Path)!));

        // The question whose state is there is answered; the save after it is lost.
        Task<string?> SaveAgainAsync()
        {
            _store.FaultsOfPut.Enqueue(new LocalS3.Fault(Exception: new HttpRequestException(HttpRequestError.ResponseEnded), IsCarriedOut: secondWasCarriedOut));
            return state.TrySaveAsync(Bytes("three"), version);
        }
    }

    [Fact]
    public async Task Load_AfterASaveWhoseAnswerWasLost_CountsWhatIsThere()
    {
        S3JudgeState state = State();
        string version = (await state.TrySaveAsync(Bytes("one"), null))!;
        _store.Faults.Enqueue(new LocalS3.Fault(() => LocalS3.Error(HttpStatusCode.InternalServerError, "InternalError"), IsCarriedOut: true));
        await Assert.ThrowsAsync<IOException>(() => state.TrySaveAsync(Bytes("two"), version));

        SavedJudgeState saved = (await state.LoadAsync())!;

        Assert.Equal("two", Text(saved.Content));
        Assert.Null(await state.TrySaveAsync(Bytes("three"), version));
        Assert.NotNull(await state.TrySaveAsync(Bytes("three"), saved.Version));
    }

    [Fact]
    public async Task Save_WithoutAnAnswer_EndsByItselfAndSaysWhatIsNotKnown()
    {
        var silence = new LocalS3.Fault();
        _store.Faults.Enqueue(silence);
        Task<string?> save = State().TrySaveAsync(Bytes("one"), null);
        await silence.Reached.Task;
        _time.Advance(TimeSpan.FromSeconds(10));

        string message = (await Assert.ThrowsAsync<IOException>(() => save)).Message;

        Assert.Equal("The judge's state in bucket 'acme-state' cannot be saved: the store did not answer within 10 seconds, and whether it was saved is not known. Nothing is told until it can; the next run tries it again.", message);
    }

    [Fact]
    public async Task Save_CalledOff_IsCalledOffAndTheNextOneKnowsItsOwn()
    {
        S3JudgeState state = State();
        var silence = new LocalS3.Fault(IsCarriedOut: true);
        _store.Faults.Enqueue(silence);
        using var stop = new CancellationTokenSource();
        Task<string?> save = state.TrySaveAsync(Bytes("one"), null, stop.Token);
        await silence.Reached.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => save);

        Assert.NotNull(await state.TrySaveAsync(Bytes("two"), null));
    }

    // Two judges on such a store would both tell, and each would believe that it is alone.
    [Fact]
    public async Task Save_ToAStoreThatIgnoresConditions_IsAnErrorEachTimeAndDestroysNothing()
    {
        _store = Use(new LocalS3(_time) { IgnoresConditions = true });
        S3JudgeState state = State();

        for (int i = 0; i < 2; i++)
        {
            IOException refused = await Assert.ThrowsAsync<IOException>(() => state.TrySaveAsync(Bytes("one"), null));
            Assert.Contains("two judges would both tell", refused.Message, StringComparison.Ordinal);
            Assert.Equal("one", Text(_store.Content(Path)!));
        }
    }

    [Fact]
    public async Task Save_OfAProcess_TriesTheConditionOnce()
    {
        S3JudgeState state = State();
        string version = (await state.TrySaveAsync(Bytes("one"), null))!;
        int before = _store.Requests.Count;

        await state.TrySaveAsync(Bytes("two"), version);

        Assert.Equal((2, 3), (before, _store.Requests.Count));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "NoSuchBucket", "there is no such bucket")]
    [InlineData(HttpStatusCode.Forbidden, "AccessDenied", "s3:ListBucket")]
    [InlineData(HttpStatusCode.Forbidden, "RequestTimeTooSkewed", "clock")]
    [InlineData(HttpStatusCode.MovedPermanently, "PermanentRedirect", "another region")]
    [InlineData(HttpStatusCode.BadRequest, "AuthorizationHeaderMalformed", "another region")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "SlowDown", "cannot do it now (HTTP 503, SlowDown)")]
    [InlineData(HttpStatusCode.NotImplemented, "Not<Implemented", "cannot do it now (HTTP 501)")]
    public async Task LoadAndSave_WithAnotherAnswer_ThrowWithBucketAndReasonAndNoKey(HttpStatusCode status, string code, string reason)
    {
        S3JudgeState state = State();
        _store.Faults.Enqueue(new LocalS3.Fault(() => LocalS3.Error(status, code)));
        IOException load = await Assert.ThrowsAsync<IOException>(() => state.LoadAsync());
        _store.Faults.Enqueue(new LocalS3.Fault(() => LocalS3.Error(status, code)));
        IOException save = await Assert.ThrowsAsync<IOException>(() => state.TrySaveAsync(Bytes("one"), null));

        foreach (string message in (string[])[load.Message, save.Message])
        {
            Assert.Contains("'acme-state'", message, StringComparison.Ordinal);
            Assert.Contains(reason, message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret-key", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task LoadAndSave_ThroughAnEndpointOfAnotherStore_HaveTheBucketInThePath()
    {
        S3JudgeState state = State(options => (options.Endpoint, options.Region) = (new Uri("http://127.0.0.1:9000"), null));

        await state.TrySaveAsync(Bytes("one"), null);

        Assert.Equal("one", Text((await state.LoadAsync())!.Content));
        Assert.Equal("http://127.0.0.1:9000/acme-state/secret-key/judge", _store.Requests[0].RequestUri!.AbsoluteUri);
    }

    [Theory]
    [InlineData("a b+c/d=e&f;~ü'(x)", "a%20b%2Bc/d%3De%26f%3B~%C3%BC%27%28x%29")]
    [InlineData("%2F/", "%252F/")]
    public async Task Save_UnderAnOddKey_IsSignedAsItIsSent(string key, string path)
    {
        S3JudgeState state = State(options => options.Key = key);

        Assert.NotNull(await state.TrySaveAsync(Bytes("one"), null));
        Assert.Equal("one", Text(_store.Content("acme-state.s3.eu-west-1.amazonaws.com/" + path)!));
    }

    private S3JudgeState State(Action<S3ObjectOptions>? configure = null)
    {
        var options = new S3ObjectOptions { Bucket = "acme-state", Key = "secret-key/judge", Region = "eu-west-1", Credentials = new SessionAWSCredentials(LocalS3.AccessKey, LocalS3.SecretKey, "token") };
        configure?.Invoke(options);
        return Use(new S3JudgeState(options, Use(_store.Client()), _time));
    }

    private T Use<T>(T one)
        where T : IDisposable
    {
        _disposables.Add(one);
        return one;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> content) => Encoding.UTF8.GetString(content.Span);
}
