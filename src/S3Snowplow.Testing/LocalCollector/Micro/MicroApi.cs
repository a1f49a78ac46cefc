using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace S3Snowplow.Testing;

/// <summary>
/// Snowplow Micro's REST API in the version that is played, for tests that are to run against Micro as well. In-process tests have the
/// same, typed, on <see cref="LocalCollector"/>.
/// </summary>
/// <remarks>
/// Not here: timeline, columns, user interface and authentication. Source: Micro's source, and recordings of 1.7.2.
/// </remarks>
internal sealed class MicroApi(LocalCollectorOptions options, EventStore store, SchemaRegistry registry, Action reset)
{
    private readonly SnowplowSoftware _software = options.Software;
    private readonly MicroAnswers _answers = new(options.Software);

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">The path behind <c>/micro</c>.</param>
    public async Task HandleAsync(HttpContext context, string path)
    {
        _answers.AddHeaders(context);
        string method = context.Request.Method;
        if (HttpMethods.IsOptions(method) && _software == SnowplowSoftware.Micro1)
        {
            await PlainText.AnswerUtf8Async(context, StatusCodes.Status200OK, "OK").ConfigureAwait(false);
            return;
        }

        await (Route(method, path) switch
        {
            ("GET" or "POST", "/all") => MicroAnswers.JsonAsync(context, WriteCounts),
            ("GET" or "POST", "/reset") => ResetAsync(context),
            ("GET", "/good") => GoodAsync(context, MicroFilter.None),
            ("GET", "/bad") => BadAsync(context, MicroFilter.None),
            ("POST", "/good") => FilteredAsync(context, body => MicroFilter.Read(body, "event_type", "schema") is { } filter ? () => GoodAsync(context, filter) : null),
            ("POST", "/bad") => FilteredAsync(context, body => MicroFilter.Read(body, "vendor", "version") is { } filter ? () => BadAsync(context, filter) : null),
            ("GET", "/events") when _software == SnowplowSoftware.Micro3 => MicroAnswers.JsonAsync(context, writer => MicroAnswers.WriteArray(writer, Newest(store.Good), WriteDocument)),
            ("POST", "/events") when _software == SnowplowSoftware.Micro4 => FilteredAsync(context, body => EventsQuery.TryRead(body, out var query) ? () => EventsAsync(context, query) : null),
            ("GET", "/iglu") => SchemaAsync(context, path),
            _ => _answers.UnknownPathAsync(context),
        }).ConfigureAwait(false);
    }

    // Micro 2 and 3 look at the first segment only, the others at all.
    private (string Method, string Path) Route(string method, string path)
    {
        var end = path.Length > 1 ? path.IndexOf('/', 1) : -1;
        var first = end < 0 ? path : path[..end];
        var isPrefix = first == "/iglu" || _software is SnowplowSoftware.Micro2 or SnowplowSoftware.Micro3;
        return (method, isPrefix ? first : path);
    }

    private IEnumerable<GoodEvent> Newest(IReadOnlyList<GoodEvent> events) => MicroOrder.Sort(events, good => good.Request, _software);

    private Task GoodAsync(HttpContext context, MicroFilter filter) => MicroAnswers.JsonAsync(context, writer =>
        MicroAnswers.WriteArray(writer, filter.Apply(Newest(store.Good)), (json, good) => MicroEvents.WriteGood(json, good, _software)));

    private Task BadAsync(HttpContext context, MicroFilter filter) => MicroAnswers.JsonAsync(context, writer =>
        MicroAnswers.WriteArray(writer, filter.Apply(MicroOrder.Sort(store.Bad, bad => bad.Request, _software)), (json, bad) => MicroEvents.WriteBad(json, bad, _software)));

    private Task EventsAsync(HttpContext context, EventsQuery query) => MicroAnswers.JsonAsync(context, writer =>
        query.Write(writer, Newest(store.Good), good => JsonBytes.Element(json => WriteDocument(json, good))));

    private void WriteDocument(Utf8JsonWriter writer, GoodEvent good) => AnalyticsEvent.Write(writer, good, _software.HasSchemaVersions());

    private async Task FilteredAsync(HttpContext context, Func<JsonElement, Func<Task>?> read)
    {
        var (body, fault) = await MicroBody.ReadAsync(context).ConfigureAwait(false);
        if (fault is null && read(body) is { } answerAsync)
            await answerAsync().ConfigureAwait(false);
        else
            await _answers.RefuseBodyAsync(context, fault ?? MicroBodyFault.Invalid).ConfigureAwait(false);
    }

    private Task ResetAsync(HttpContext context)
    {
        reset();
        return _software == SnowplowSoftware.Micro4 ? PlainText.AnswerUtf8Async(context, StatusCodes.Status200OK, "Reset completed") : MicroAnswers.JsonAsync(context, WriteCounts);
    }

    private Task SchemaAsync(HttpContext context, string path)
    {
        var segments = path.Split('/');
        if (segments is not ["", "iglu", _, _, "jsonschema", _])
            return _software == SnowplowSoftware.Micro4 ? _answers.UnknownPathAsync(context) : _answers.UnknownFormAsync(context);
        if (!SchemaKey.TryParse($"iglu:{path["/iglu/".Length..]}", out var key))
            return _answers.UnknownFormAsync(context);
        return registry.Find(key) is { } text
            ? MicroAnswers.JsonAsync(context, StatusCodes.Status200OK, Encoding.UTF8.GetBytes(text))
            : MicroAnswers.JsonAsync(context, StatusCodes.Status404NotFound, JsonBytes.Write(WriteNotFound));
    }

    private void WriteCounts(Utf8JsonWriter writer)
    {
        var counts = store.Counts;
        writer.WriteStartObject();
        writer.WriteNumber("total", counts.Total);
        writer.WriteNumber("good", counts.Good);
        writer.WriteNumber("bad", counts.Bad);
        writer.WriteEndObject();
    }

    private void WriteNotFound(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("value");
        foreach (var repository in registry.Names)
        {
            writer.WriteStartObject(repository);
            EventProblem.WriteLookup(writer, options.TimeProvider.GetUtcNow());
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
