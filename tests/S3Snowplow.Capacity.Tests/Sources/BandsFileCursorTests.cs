using System.Text;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Sources;

/// <summary>What a file of bands says has one time, whatever time the file has and whichever process reads it.</summary>
public sealed class BandsFileCursorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-cursor-").FullName;
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Every checkout, copy and mount gives a file another time; a process that starts anew sends its full state again.
    [Fact]
    public async Task Step_SameBandsWithAnotherFileTimeInALaterProcess_SendsTheVerySameEvents()
    {
        Write(TemporaryRepository.Bands(1), ago: 100);
        IReadOnlyList<SnowplowEvent> first = await SubmitAsync();
        _time.Advance(TimeSpan.FromHours(5));
        Write(TemporaryRepository.Bands(1), ago: 50);
        IReadOnlyList<SnowplowEvent> second = await SubmitAsync();

        Assert.Equal(Told(first), Told(second));
    }

    [Fact]
    public async Task Step_AChangeOfOnePipelineInALaterProcess_LeavesTheOthersEventsAsTheyWere()
    {
        Write(TemporaryRepository.Bands(1) + "  ops2: { band: size }\n", ago: 100);
        IReadOnlyList<SnowplowEvent> first = await SubmitAsync();
        _time.Advance(TimeSpan.FromHours(5));
        Write("bands:\n  size: { throughput: 1 GB/h }\n  big: { throughput: 4 GB/h }\npipelines:\n  ops1: { band: big }\n  ops2: { band: size }\n", ago: 50);
        IReadOnlyList<SnowplowEvent> second = await SubmitAsync();

        Assert.Single(Told(first).Intersect(Told(second)));
        Assert.Equal(_time.GetUtcNow().AddSeconds(-50), second.Max(sent => sent.TrueTime));
    }

    // What it was before, in a process that knows of it by the cursor alone.
    [Fact]
    public async Task Step_ContentThatComesBackInALaterProcess_IsAChangeOfItsOwn()
    {
        Write(TemporaryRepository.Bands(1), ago: 100);
        SnowplowEvent first = Assert.Single(await SubmitAsync());
        Write(TemporaryRepository.Bands(2), ago: 90);
        await SubmitAsync();
        Write(TemporaryRepository.Bands(1), ago: 200);
        SnowplowEvent third = Assert.Single(await SubmitAsync());

        Assert.NotEqual(first.Id, third.Id);
        Assert.Equal(_time.GetUtcNow().AddSeconds(-90).AddMilliseconds(1), third.TrueTime);
    }

    // The time is remembered before anything is sent: what arrived although it was not confirmed must not come again with another time.
    [Fact]
    public async Task Step_DeliveryThatFailedBeforeTheFileTimeChanged_SendsTheVerySameEvents()
    {
        Write(TemporaryRepository.Bands(1), ago: 100);
        IReadOnlyList<SnowplowEvent> first = await SubmitAsync(_ => EventOutcome.Expired("no answer"));
        Write(TemporaryRepository.Bands(1), ago: 50);
        IReadOnlyList<SnowplowEvent> second = await SubmitAsync();

        Assert.Equal(Told(first), Told(second));
    }

    [Fact]
    public async Task Step_CursorThatCannotBeWritten_SendsNothingAndTakesTheBandsWhenItCan()
    {
        string folder = Path.Combine(_folder, "cursor");
        File.WriteAllText(folder, "in the way");
        await using var emitter = new RecordingEventEmitter();
        var feed = new CapacityFeed(new BandsFileSource(BandsPath, timeProvider: _time, cursorFile: Path.Combine(folder, "c")), emitter, timeProvider: _time);
        Write(TemporaryRepository.Bands(1), ago: 100);

        Assert.NotNull((await feed.StepAsync()).Problem);
        Assert.Empty(emitter.Events);
        File.Delete(folder);
        FeedResult result = await feed.StepAsync();

        Assert.Equal(new FeedResult(1, 1, null), result);
        Assert.DoesNotContain(".2", BandsFileCursor.Load(Path.Combine(folder, "c"))!.Revision, StringComparison.Ordinal);
    }

    [Fact]
    public void Source_CursorThatIsCutOff_SaysWhichFile()
    {
        File.WriteAllText(Path.Combine(_folder, "c"), "{ \"hash\": \"a");

        Assert.Contains(Path.Combine(_folder, "c"), Assert.Throws<IOException>(() => new BandsFileSource(BandsPath, cursorFile: Path.Combine(_folder, "c"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WithATimeThatIsGiven_TakesThatInPlaceOfTheFiles()
    {
        Write(TemporaryRepository.Bands(1), ago: 100);
        DateTimeOffset given = _time.GetUtcNow().AddDays(-3);

        BandsVersion version = Assert.Single(await new BandsFileSource(BandsPath, timeProvider: _time) { EffectiveFrom = given }.ReadAsync());

        Assert.Equal(given, version.EffectiveFrom);
    }

    // As a process that starts, submits and ends.
    private async Task<IReadOnlyList<SnowplowEvent>> SubmitAsync(Func<SnowplowEvent, EventOutcome>? outcome = null)
    {
        await using var emitter = new RecordingEventEmitter();
        if (outcome is not null)
        {
            emitter.Outcome = outcome;
        }

        await new CapacityFeed(new BandsFileSource(BandsPath, timeProvider: _time, cursorFile: Path.Combine(_folder, "cursor")), emitter, timeProvider: _time).StepAsync();
        return [.. emitter.Events.Select(one => one.Event)];
    }

    private static string[] Told(IEnumerable<SnowplowEvent> events) => [.. events.Select(sent => $"{sent.Id} {sent.TrueTime:O} {Encoding.UTF8.GetString(sent.Parameters.Span)}").Order(StringComparer.Ordinal)];

    private string BandsPath => Path.Combine(_folder, "bands.yml");

    private void Write(string text, int ago)
    {
        File.WriteAllText(BandsPath, text);
        File.SetLastWriteTimeUtc(BandsPath, _time.GetUtcNow().AddSeconds(-ago).UtcDateTime);
    }
}
