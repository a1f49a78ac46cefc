using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>What became of one event: exactly one of the two is set.</summary>
internal readonly record struct Verdict(GoodEvent? Good, BadEvent? Bad);

/// <summary>
/// Judges a request as the pipeline behind a collector would: the body as a whole, then each event on its own with its entities.
/// </summary>
internal sealed class EventJudge(SchemaValidator schemas, Pipeline pipeline)
{
    private readonly PayloadReader _payloads = new(pipeline);
    private long _madeUpIds;

    /// <summary>Judges a request that was answered with 200.</summary>
    /// <returns>One verdict for each event, or a single one for a body that failed as a whole.</returns>
    public async Task<IReadOnlyList<Verdict>> JudgeAsync(CollectorRequest request)
    {
        var problems = new List<EventProblem>();
        var (kind, events) = _payloads.Read(request, problems);
        if (events is null)
            return [pipeline.Refuse(kind, request, problems)];
        var verdicts = new List<Verdict>(events.Count);
        foreach (var parameters in events)
            verdicts.Add(await JudgeAsync(request, parameters).ConfigureAwait(false));
        return verdicts;
    }

    private async Task<Verdict> JudgeAsync(CollectorRequest request, Dictionary<string, string> parameters)
    {
        var problems = new List<EventProblem>();
        var reader = new AtomicReader(parameters, problems);
        var atomic = reader.Read(request);
        var envelopes = new Envelopes(parameters, pipeline, problems);
        var json = envelopes.ReadEvent(reader.EventType);
        var entities = envelopes.ReadEntities();
        if (json is not null)
        {
            reader.CheckLength("event_vendor", json.Key.Vendor, 1000);
            reader.CheckLength("event_name", json.Key.Name, 1000);
            reader.CheckLength("event_format", json.Key.Format, 128);
            reader.CheckLength("event_version", json.Key.Version, 128);
            await ValidateAsync(json).ConfigureAwait(false);
        }

        foreach (var entity in entities)
            await ValidateAsync(entity).ConfigureAwait(false);
        if (problems.Count > 0)
            return new Verdict(null, BadRow.OfEvent(request, reader.EventId, parameters, problems, pipeline.Now, pipeline.Software));

        return new Verdict(Accept(request, parameters, reader, atomic, json, entities), null);

        async Task ValidateAsync(SelfDescribingJson data)
        {
            if (await schemas.ValidateAsync(data).ConfigureAwait(false) is { } problem)
                problems.Add(problem);
        }
    }

    private GoodEvent Accept(
        CollectorRequest request, Dictionary<string, string> parameters, AtomicReader reader, IReadOnlyList<AtomicValue> atomic,
        SelfDescribingJson? json, IReadOnlyList<SelfDescribingJson> entities)
    {
        var (created, sent, truth) = reader.Times;
        // A sender whose clock is wrong is wrong by the same amount in both of its stamps.
        var derived = truth ?? (created < sent ? request.ArrivedAt - (sent.Value - created.Value) : request.ArrivedAt);
        return new GoodEvent
        {
            // The pipeline makes one up too, at random; here it is a count, so that runs compare. Version 4 by its shape.
            EventId = reader.EventId ?? $"00000000-0000-4000-8000-{++_madeUpIds:x12}",
            EventType = reader.EventType,
            Schema = json?.Key.ToString() ?? TrackerFields.SchemaOf(reader.EventType),
            Data = json?.Data ?? default(JsonElement),
            Contexts = [.. entities.Select(entity => new CollectedEntity(entity.Key.ToString(), entity.Data))],
            Parameters = parameters,
            CollectorTimestamp = request.ArrivedAt,
            CreatedTimestamp = created,
            SentTimestamp = sent,
            TrueTimestamp = truth,
            DerivedTimestamp = derived,
            Atomic = atomic,
            Request = request,
        };
    }
}
