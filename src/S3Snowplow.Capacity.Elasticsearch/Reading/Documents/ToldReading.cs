using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Finds among the documents of <c>throughput_exceeded</c> what was told last of each pipeline and of the sources, and what of an incident.</summary>
internal sealed class ToldReading(ElasticsearchFields fields)
{
    private readonly Dictionary<string, (Told? Any, Told? Incident)> _last = new(StringComparer.Ordinal);

    /// <summary>Takes a document; one of a form that this version does not know is passed over.</summary>
    public void Take(JsonElement hit)
    {
        JsonElement source = ElasticsearchAnswer.Member(hit, "_source");
        DateTimeOffset time;
        ToldTransition[] told;
        try
        {
            time = ElasticsearchAnswer.Time(ElasticsearchAnswer.Member(source, fields.Time));
            string?[] pipelines = [.. PipelineEntity.Names(source, fields)];
            told = [.. (pipelines.Length > 0 ? pipelines : [null]).Select(pipeline => ToldDocument.Read(pipeline, source, fields))];
        }
        catch (JsonException)
        {
            return;
        }

        foreach (ToldTransition one in told)
        {
            (Told? any, Told? incident) = _last.GetValueOrDefault(one.Pipeline ?? "");
            var now = new Told(time, one);
            _last[one.Pipeline ?? ""] = (Later(any, now), one.IncidentStart is null ? incident : Later(incident, now));
        }
    }

    /// <summary>What was found.</summary>
    public List<ToldTransition> Last() => [.. _last.Values.SelectMany(one => new[] { one.Any, one.Incident }).OfType<Told>().Select(one => one.Transition).Distinct()];

    private static Told Later(Told? before, Told now) => before is { } one && one.Time > now.Time ? one : now;

    private readonly record struct Told(DateTimeOffset Time, ToldTransition Transition);
}
