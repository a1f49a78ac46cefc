using System.Text;
using System.Text.Json;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Events;

public sealed class TransitionEventsTests
{
    private const string Source = "s3-events";
    private static readonly CapacityEvents Events = new();

    [Fact]
    public async Task Transitions_OfEachKindAndOfTheLargestFigures_AreGoodAtACollector()
    {
        SnowplowEvent[] sent = [.. Transitions.OfEachKind.Append(Transitions.Largest).Select(told => Events.Transition(told, Source))];

        await using LocalCollector collector = await GoodAsync(sent);

        Assert.All(collector.Good, good => Assert.Equal("iglu:io.s3snowplow/throughput_exceeded/jsonschema/2-0-0", good.Schema));
    }

    [Fact]
    public async Task Capacities_WithWhatIsTooLongForTheSchema_AreGoodWithoutIt()
    {
        ProcessorCapacity capacity = Capacity() with { Owner = string.Concat(Enumerable.Repeat("😀", 1025)) };

        await using LocalCollector collector = await GoodAsync(
        [
            Events.Change(capacity with { Pipeline = "many", Inputs = [.. Enumerable.Range(0, 10_000).Select(number => new PipelineInput("acme-raw", $"{number}/"))] }),
            Events.Change(capacity with { Pipeline = "long", Inputs = [new PipelineInput("acme-raw", new string('x', 4097))] }),
            Events.Change(capacity with { Pipeline = "odd", Inputs = [.. Enumerable.Range(0, 15).Select(number => new PipelineInput("acme-raw", new string('\u0001', 4000) + number))] }),
            Events.Change(capacity with { Pipeline = "wide", Inputs = [new PipelineInput(new string('b', 256), "")] }),
        ]);
    }

    // A blind source is no pipeline's: a consumer that joins on the entity must not find one.
    [Fact]
    public async Task Transitions_OfTheSource_HaveNoPipelineAndNameTheSource()
    {
        await using LocalCollector collector = await GoodAsync([Events.Transition(Transitions.Of(TransitionKind.Blind), Source), Events.Transition(Transitions.Of(TransitionKind.Silent), Source)]);

        Assert.Equal([0, 1], collector.Good.Select(good => good.Contexts.Count).Order());
        Assert.Equal(Source, Data(Events.Transition(Transitions.Of(TransitionKind.Blind), Source)).GetProperty("source").GetString());
        Assert.False(Data(Events.Transition(Transitions.Of(TransitionKind.Silent), Source)).TryGetProperty("source", out _));
    }

    // A member that the schema has and nobody writes is a promise that is not kept.
    [Fact]
    public void Members_OfTheSchema_AreWrittenByAKind()
    {
        Assert.Equal(
            MembersOf("throughput_exceeded/jsonschema/2-0-0"),
            Transitions.OfEachKind.SelectMany(told => Data(Events.Transition(told, Source)).EnumerateObject().Select(member => member.Name)).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            MembersOf("processor_capacity/jsonschema/1-0-1"),
            Data(Events.Change(Capacity())).EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Kinds_InTheSchema_AreThoseOfTheCode()
    {
        using var schema = JsonDocument.Parse(RepositoryFile.Read("schemas/io.s3snowplow/throughput_exceeded/jsonschema/2-0-0"));
        JsonElement members = schema.RootElement.GetProperty("properties");

        Assert.Equal(Enum.GetValues<TransitionKind>().Select(kind => kind.Name()), Words("kind"));
        Assert.Equal(Enum.GetValues<TransitionSeverity>().Select(severity => severity.Name()), Words("severity"));

        IEnumerable<string?> Words(string member) => members.GetProperty(member).GetProperty("enum").EnumerateArray().Select(word => word.GetString());
    }

    // Golden: what consumers read.
    [Fact]
    public void Transitions_OfEachKind_HaveTheseMembers() => Snapshot.Match(string.Join('\n', Transitions.OfEachKind.Select(Line)) + "\n" + Line(Events.Change(Capacity())) + "\n", "txt");

    [Fact]
    public void Time_OfATransition_IsTheEndOfTheJudgedMinute() =>
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 12, 1, 0, TimeSpan.Zero), Events.Transition(Transitions.Of(TransitionKind.Warning), Source).TrueTime);

    private static string Line(ThroughputTransition told) => Line(Events.Transition(told, Source));

    private static string Line(SnowplowEvent made) => $"{made.Id} {Data(made).GetRawText()}";

    private static ProcessorCapacity Capacity() => new("ops1", "small", Throughput.Parse("2 GB/h"), DateTimeOffset.UnixEpoch.AddMinutes(Transitions.Noon), CapacityOrigin.File, "abc")
    {
        Inputs = [new PipelineInput("acme-raw", "enriched/good/"), new PipelineInput("acme-*", "")],
        Owner = "data-platform",
    };

    private static IEnumerable<string> MembersOf(string schema)
    {
        using var document = JsonDocument.Parse(RepositoryFile.Read($"schemas/io.s3snowplow/{schema}"));
        return [.. document.RootElement.GetProperty("properties").EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal)];
    }

    private static JsonElement Data(SnowplowEvent made)
    {
        using var parameters = JsonDocument.Parse($"{{{Encoding.UTF8.GetString(made.Parameters.Span)}}}");
        using var payload = JsonDocument.Parse(parameters.RootElement.GetProperty("ue_pr").GetString()!);
        return payload.RootElement.GetProperty("data").GetProperty("data").Clone();
    }

    private static async Task<LocalCollector> GoodAsync(SnowplowEvent[] events)
    {
        LocalCollector collector = await LocalCollector.StartAsync();
        await using var emitter = new BufferedEventEmitter(new RelayOptions { CollectorUri = collector.Uri });
        using var scope = new DeliveryScope(TimeSpan.FromSeconds(30));
        foreach (SnowplowEvent one in events)
        {
            await emitter.EnqueueAsync(one, scope);
        }

        scope.Seal();
        await scope.Completion;
        await collector.WaitUntilJudgedAsync();

        Assert.Empty(collector.Bad);
        Assert.Equal(events.Length, collector.Good.Count);
        return collector;
    }
}
