using System.Net;
using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Functions;

/// <summary>A function that sends capacities: what it reads, and that each run says the same.</summary>
public sealed class CapacityJobTests : IAsyncDisposable
{
    private const string Address = "https://user.example/secret-token/bands.yml?sig=secret";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ManualTimeProvider _time = new();
    private readonly BandsServer _server = new();
    private readonly HttpClient _http;

    public CapacityJobTests() => _http = new HttpClient(_server, disposeHandler: false);

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        _server.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Run_OverHttps_SendsEachChangeAndTheHeartbeatOfTheSlot()
    {
        SentCapacity[] sent = await RunAsync();

        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset slot = new(now.UtcTicks / TimeSpan.FromMinutes(15).Ticks * TimeSpan.FromMinutes(15).Ticks, TimeSpan.Zero);
        Assert.Equal([BandsServer.Written, slot, BandsServer.Written, slot], sent.Select(one => one.Time));
        Assert.All(sent, one => Assert.Contains("\\\"effective_from\\\":\\\"2025-12-01T08:00:00.000Z\\\"", one.Bytes, StringComparison.Ordinal));
        Assert.Equal(4, sent.DistinctBy(one => one.Id).Count());
    }

    [Fact]
    public async Task Run_InAnotherProcessOfTheSameSlot_SendsTheSameBytes()
    {
        SentCapacity[] one = await RunAsync();
        _time.Advance(Minute);

        Assert.Equal(one, await RunAsync());
    }

    [Fact]
    public async Task Run_InTheNextSlot_RepeatsTheChangesAndHasNewHeartbeats()
    {
        SentCapacity[] one = await RunAsync();
        _time.Advance(TimeSpan.FromMinutes(15));
        SentCapacity[] other = await RunAsync();

        Assert.Equal([one[0], one[2]], [other[0], other[2]]);
        Assert.NotEqual(one[1].Id, other[1].Id);
    }

    [Fact]
    public async Task Run_WithOtherContent_HasOtherIdsAndWithTheSameOfAnotherTimeTheSame()
    {
        SentCapacity[] one = await RunAsync();
        _server.Answer = () => BandsServer.Ok(BandsServer.Bands + "# and a comment\n", BandsServer.Written);
        SentCapacity[] other = await RunAsync();
        _server.Answer = () => BandsServer.Ok(BandsServer.Bands, BandsServer.Written.AddDays(1));
        SentCapacity[] back = await RunAsync();

        Assert.Equal(8, one.Concat(other).DistinctBy(sent => sent.Id).Count());
        Assert.Equal(one.Select(sent => sent.Id), back.Select(sent => sent.Id));
    }

    [Fact]
    public async Task Run_WithATimeThatIsSet_TakesThatOne()
    {
        DateTimeOffset set = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        _server.Answer = () => BandsServer.Ok(BandsServer.Bands, written: null);

        Assert.Equal(set, (await RunAsync(options => options.BandsEffectiveFrom = set))[0].Time);
    }

    [Fact]
    public async Task Run_WithATimeToComeThatIsSet_SendsNothing()
    {
        CapacityFunctionException refused = await Assert.ThrowsAsync<CapacityFunctionException>(() => RunAsync(options => options.BandsEffectiveFrom = _time.GetUtcNow().AddMinutes(1)));

        Assert.Contains("BANDS_EFFECTIVE_FROM", refused.Message, StringComparison.Ordinal);
        Assert.Contains("future", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "Last-Modified")]
    [InlineData("1980-01-01T00:00:00Z", "reproducibly")]
    [InlineData("2999-01-01T00:00:00Z", "future")]
    public async Task Run_WithNoTimeThatCouldBeTrue_SendsNothingAndSaysWhatToSet(string? written, string why)
    {
        _server.Answer = () => BandsServer.Ok(BandsServer.Bands, written is null ? null : DateTimeOffset.Parse(written, System.Globalization.CultureInfo.InvariantCulture));

        string message = await FailAsync();

        Assert.Contains(why, message, StringComparison.Ordinal);
        Assert.Contains("set BANDS_EFFECTIVE_FROM", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithWrongBands_NamesFileLineAndColumn()
    {
        _server.Answer = () => BandsServer.Ok(BandsServer.Bands.Replace("2 GiB/h", "2 bananas", StringComparison.Ordinal), BandsServer.Written);

        Assert.Contains("bands.yml:2:", await FailAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Found, "redirects are not followed")]
    [InlineData(HttpStatusCode.NotFound, "HTTP 404")]
    public async Task Run_WithAnotherAnswer_SaysWhichAndNotWhere(HttpStatusCode status, string expected)
    {
        _server.Answer = () => new HttpResponseMessage(status) { Headers = { Location = new Uri("http://elsewhere.example/") } };

        Assert.Contains(expected, await FailAsync(), StringComparison.Ordinal);
        Assert.Single(_server.Asked);
    }

    [Fact]
    public async Task Run_WithAnAnswerThatIsTooLong_StopsReading()
    {
        _server.Answer = () => BandsServer.Ok(new string('#', (1024 * 1024) + 1), BandsServer.Written);

        Assert.Contains("more than 1048576 bytes", await FailAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutAnAnswer_EndsByItself()
    {
        using var silent = new SilentServer();
        using var http = new HttpClient(silent, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        await using var emitter = new RecordingEventEmitter(_time);
        await using var function = new CapacityFunction(new CapacityFunctionOptions { BandsUri = Address }, http, _time);

        Task run = function.RunAsync(emitter, Minute);
        await silent.Asked.Task;
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Contains("within 10 seconds", (await Assert.ThrowsAsync<CapacityFunctionException>(() => run)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithEventsThatAreNotDelivered_ThrowsWithTheReason()
    {
        await using var emitter = new RecordingEventEmitter(_time) { Outcome = _ => EventOutcome.Rejected("too odd") };
        await using var function = new CapacityFunction(new CapacityFunctionOptions { BandsUri = Address }, _http, _time);

        Assert.Contains("4 of 4 events processor_capacity were not delivered; the first is Rejected: too odd", (await Assert.ThrowsAsync<CapacityFunctionException>(() => function.RunAsync(emitter, Minute))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithEventsThatSettleTooLate_EndsASecondBeforeItsTime()
    {
        await using var emitter = new RecordingEventEmitter(_time);
        emitter.Hold();
        await using var function = new CapacityFunction(new CapacityFunctionOptions { BandsUri = Address }, _http, _time);

        Task run = function.RunAsync(emitter, Minute);
        await emitter.WaitForAsync(4);
        _time.Advance(TimeSpan.FromSeconds(59));

        Assert.Contains("Abandoned", (await Assert.ThrowsAsync<CapacityFunctionException>(() => run)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithAPackagedFile_TakesItsTimeAndItsName()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "packaged-bands.yml");
        await File.WriteAllTextAsync(file, BandsServer.Bands);
        File.SetLastWriteTimeUtc(file, BandsServer.Written.UtcDateTime);

        Assert.Equal(BandsServer.Written, (await RunAsync(options => options.BandsUri = "packaged-bands.yml"))[0].Time);
        Assert.Contains("There is no file", await FailAsync(options => options.BandsUri = "none.yml"), StringComparison.Ordinal);
    }

    private async Task<SentCapacity[]> RunAsync(Action<CapacityFunctionOptions>? configure = null)
    {
        var options = new CapacityFunctionOptions { BandsUri = Address };
        configure?.Invoke(options);
        await using var emitter = new RecordingEventEmitter(_time);
        await using var function = new CapacityFunction(options, _http, _time);
        await function.RunAsync(emitter, Minute);
        return SentCapacity.Of(emitter);
    }

    private async Task<string> FailAsync(Action<CapacityFunctionOptions>? configure = null)
    {
        string message = (await Assert.ThrowsAsync<CapacityFunctionException>(() => RunAsync(configure))).Message;
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
        return message;
    }

    private sealed class SilentServer : HttpMessageHandler
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Task<HttpResponseMessage> answer = new TaskCompletionSource<HttpResponseMessage>().Task.WaitAsync(cancellationToken);
            Asked.SetResult();
            return answer;
        }
    }
}
