using System.Text;
using System.Text.Json.Nodes;
using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>A thing that is checked: what has to be so, and how it is asked. The answer is <see langword="null"/> where it is so, else what was found instead.</summary>
internal sealed record ServerCheck(string Name, Func<CancellationToken, Task<string?>> AskAsync);

/// <summary>That the server does not have what a check asks for.</summary>
internal sealed class NotOfferedException(string message) : Exception(message);

/// <summary>Each thing about a server that the evaluation rests on, in an index of its own.</summary>
/// <param name="client">Asks.</param>
/// <param name="name">The beginning of all names, from <c>s3snowplow-check-</c> on.</param>
internal sealed class ServerChecks(CheckClient client, string name)
{
    private static readonly DateTimeOffset Until = CheckDocuments.Start.AddMinutes(5);

    private string Mappings => $"{name}-mappings";

    private string A => $"{name}-a";

    private string B => $"{name}-b";

    private string State => $"{name}.state";

    /// <summary>All of them, in the order in which they build on each other.</summary>
    public IEnumerable<ServerCheck> All()
    {
        yield return new("a component template with the mapping is taken", async ct =>
            Is(200, await PutAsync($"_component_template/{Mappings}", ElasticsearchFiles.ComponentTemplate(new ElasticsearchOptions()), ct)));
        yield return new("an index template of the user's own can name it", async ct =>
            Is(200, await PutAsync($"_index_template/{name}", $$"""{ "index_patterns": ["{{name}}-*"], "priority": 300, "composed_of": ["{{Mappings}}"] }""", ct)));
        yield return new("the loader's documents are taken", async ct => Errors(await client.BulkAsync(CheckDocuments.Few(A), ct)) ?? Errors(await client.BulkAsync(CheckDocuments.Few(B, 25), ct)));
        yield return new("fields are mapped as the component template says", MappingAsync);
        yield return new("a text of 40,000 letters in somebody else's event is no reason to refuse it", LongTextAsync);
        yield return new("the documents form finds every byte, in pages of 10", DocumentsAsync);
        yield return new("the entity form finds the same, in pages of 4", EntityAsync);
        yield return new("integers above 2^53 come back exactly in documents", ExactAsync);
        yield return new("an event that is delivered again is the same document, with another time of receipt", RedeliveredAsync);
        yield return new("a search that a part of the indices cannot answer is refused, not answered in part", PartialAsync);
        yield return new("closed indices, which vanish from searches in silence, are listed", ClosedAsync);
        yield return new("of two that write the first state one wins", CreateAsync);
        yield return new("of two that go on from the same state one wins", CompareAndSetAsync);
        yield return new("the picture's search finds the bytes", PictureAsync);
    }

    /// <summary>Deletes whatever was made.</summary>
    /// <returns>What could not be deleted.</returns>
    public async Task<IReadOnlyList<string>> CleanUpAsync(CancellationToken cancellationToken)
    {
        List<string> left = [];
        foreach (string path in new[] { A, B, $"{name}-wrong", State, $"{name}-load", $"_index_template/{name}", $"_index_template/{name}-wrong", $"_component_template/{Mappings}" })
        {
            CheckAnswer answer = await client.AskAsync(HttpMethod.Delete, path, cancellationToken: cancellationToken);
            if (answer.Status is not (200 or 404))
            {
                left.Add(path);
            }
        }

        return left;
    }

    private async Task<string?> MappingAsync(CancellationToken ct)
    {
        (string Field, string Type)[] wanted =
        [
            ("collector_tstamp", "date"), ("derived_tstamp", "date"), ("contexts_io_s3snowplow_pipeline_1.name", "keyword"), ($"{CheckDocuments.Object}.size", "long"), ($"{CheckDocuments.Object}.key", "keyword"),
        ];
        CheckAnswer answer = Offered(await client.AskAsync(HttpMethod.Get, $"{A}/_field_caps?fields={string.Join(',', wanted.Select(one => one.Field))}", cancellationToken: ct));
        return Is(200, answer) ?? wanted.Select(one => answer.Body["fields"]?[one.Field]?[one.Type] is null ? $"{one.Field} is {answer.Body["fields"]?[one.Field]?.ToJsonString() ?? "not there"}, and not {one.Type}" : null).FirstOrDefault(wrong => wrong is not null);
    }

    private async Task<string?> LongTextAsync(CancellationToken ct)
    {
        var lines = new StringBuilder();
        CheckDocuments.Write(lines, A, 900, CheckDocuments.Start.AddDays(1), CheckDocuments.Start.AddDays(1), "other/1", 1, $",\"page_url\":\"{new string('x', 40_000)}\"");
        return Errors(await client.BulkAsync(Encoding.UTF8.GetBytes(lines.ToString()), ct));
    }

    private async Task<string?> DocumentsAsync(CancellationToken ct) =>
        Same((await new CheckReading(client, $"{name}-*").DocumentsAsync(CheckDocuments.Start, Until, 10, ct)).Cells, Expected());

    private async Task<string?> EntityAsync(CancellationToken ct) =>
        Same((await new CheckReading(client, $"{name}-*").EntityAsync(CheckDocuments.Start, Until, 4, ct)).Cells, Expected());

    private async Task<string?> ExactAsync(CancellationToken ct)
    {
        DateTimeOffset at = CheckDocuments.Start.AddHours(1);
        var lines = new StringBuilder();
        CheckDocuments.Write(lines, A, 901, at, at, "enriched/good/large", 9_007_199_254_740_993);
        SortedDictionary<string, long> cells = [];
        return Errors(await client.BulkAsync(Encoding.UTF8.GetBytes(lines.ToString()), ct))
            ?? ((cells = (await new CheckReading(client, $"{name}-*").DocumentsAsync(at, at.AddMinutes(1), 10, ct)).Cells).Values.SequenceEqual([9_007_199_254_740_993]) ? null : CheckCells.Print(cells));
    }

    private async Task<string?> RedeliveredAsync(CancellationToken ct)
    {
        DateTimeOffset at = CheckDocuments.Start.AddHours(2);
        foreach (int minutes in new[] { 0, 20 })
        {
            var lines = new StringBuilder();
            CheckDocuments.Write(lines, A, 902, at.AddMinutes(minutes), at, "enriched/good/again", 7);
            if (Errors(await client.BulkAsync(Encoding.UTF8.GetBytes(lines.ToString()), ct)) is { } refused)
            {
                return refused;
            }
        }

        SortedDictionary<string, long> cells = (await new CheckReading(client, $"{name}-*").DocumentsAsync(at, at.AddMinutes(30), 10, ct)).Cells;
        long second = at.AddMinutes(20).ToUnixTimeSeconds() / 60;
        return cells.Count == 1 && cells.Keys.Single().Contains($" {second} ", StringComparison.Ordinal) ? null : CheckCells.Print(cells);
    }

    // The same field of another type in one index of the pattern.
    private async Task<string?> PartialAsync(CancellationToken ct)
    {
        string wrong = $"{name}-wrong";
        Offered(await PutAsync($"_index_template/{wrong}", $$"""{ "index_patterns": ["{{wrong}}"], "priority": 900, "template": { "mappings": { "properties": { "{{CheckDocuments.Object}}": { "properties": { "size": { "type": "keyword" } } } } } } }""", ct));
        var lines = new StringBuilder();
        CheckDocuments.Write(lines, wrong, 903, CheckDocuments.Start, CheckDocuments.Start, "enriched/good/x", 7);
        if (Errors(await client.BulkAsync(Encoding.UTF8.GetBytes(lines.ToString()), ct)) is { } refused)
        {
            return refused;
        }

        CheckAnswer answer = Offered(await client.AskAsync(HttpMethod.Post, $"{A},{wrong}/_search?allow_partial_search_results=false", $$$"""{ "size": 0, "aggs": { "bytes": { "sum": { "field": "{{{CheckDocuments.Object}}}.size" } } } }""", ct));
        _ = await client.AskAsync(HttpMethod.Delete, wrong, cancellationToken: ct);
        return answer.Status >= 400 ? null : $"It answered {answer}";
    }

    private async Task<string?> ClosedAsync(CancellationToken ct)
    {
        if (Is(200, Offered(await client.AskAsync(HttpMethod.Post, $"{B}/_close", cancellationToken: ct))) is { } refused)
        {
            return refused;
        }

        CheckAnswer searched = await client.AskAsync(HttpMethod.Post, $"{name}-*/_search?allow_partial_search_results=false", """{ "size": 0 }""", ct);
        CheckAnswer listed = Offered(await client.AskAsync(HttpMethod.Get, $"_cat/indices/{name}-*?expand_wildcards=all&format=json&h=index,status", cancellationToken: ct));
        _ = await client.AskAsync(HttpMethod.Post, $"{B}/_open", cancellationToken: ct);
        return Is(200, searched) ?? Is(200, listed)
            ?? (listed.Body.AsArray().Any(one => (string?)one!["index"] == B && (string?)one["status"] == "close") ? null : $"The list has no closed index: {listed}");
    }

    private async Task<string?> CreateAsync(CancellationToken ct) =>
        Is(201, Offered(await PutAsync($"{State}/_create/judge", """{ "told": 1 }""", ct))) ?? Is(409, await PutAsync($"{State}/_create/judge", """{ "told": 2 }""", ct));

    private async Task<string?> CompareAndSetAsync(CancellationToken ct)
    {
        CheckAnswer read = Offered(await client.AskAsync(HttpMethod.Get, $"{State}/_doc/judge", cancellationToken: ct));
        if (Is(200, read) is { } refused)
        {
            return refused;
        }

        string path = $"{State}/_doc/judge?if_seq_no={read.Body["_seq_no"]}&if_primary_term={read.Body["_primary_term"]}";
        return Is(200, await PutAsync(path, """{ "told": 3 }""", ct)) ?? Is(409, await PutAsync(path, """{ "told": 4 }""", ct));
    }

    private async Task<string?> PictureAsync(CancellationToken ct)
    {
        CheckAnswer answer = Offered(await client.AskAsync(HttpMethod.Post, $"{A}/_search", ElasticsearchFiles.PictureSearch(new ElasticsearchOptions()), ct));
        return Is(200, answer)
            ?? (answer.Body["aggregations"]!["pipelines"]!["buckets"]!.AsArray().Sum(one => one!["by_hour"]!["buckets"]!.AsArray().Sum(hour => (double)hour!["arrived"]!["bytes"]!["value"]!)) > 25_000 ? null : answer.ToString());
    }

    private static SortedDictionary<string, long> Expected()
    {
        var cells = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (int i = 0; CheckDocuments.Start.AddSeconds(11 * i) < Until; i++)
        {
            long received = CheckDocuments.Start.AddSeconds(11 * i).ToUnixTimeSeconds() / 60;
            string cell = $"{(i % 4 == 0 ? "deep" : "ops1")} {received} {received - (i % 3)}";
            cells[cell] = cells.GetValueOrDefault(cell) + 1_000 + i;
        }

        return cells;
    }

    private static string? Same(SortedDictionary<string, long> found, SortedDictionary<string, long> expected) =>
        found.SequenceEqual(expected) ? null : $"It found {found.Count} cells for {expected.Count}: {CheckCells.Print(found)}";

    private Task<CheckAnswer> PutAsync(string path, string body, CancellationToken ct) => client.AskAsync(HttpMethod.Put, path, body, ct);

    private static string? Is(int status, CheckAnswer answer) => Offered(answer).Status == status ? null : $"It answered {answer}";

    private static string? Errors(CheckAnswer answer) => Is(200, answer) ?? ((bool)answer.Body["errors"]! ? $"It refused: {answer.Body["items"]!.AsArray().First(item => item!["index"]!["error"] is not null)!["index"]!["error"]}" : null);

    private static CheckAnswer Offered(CheckAnswer answer) => answer.IsUnknown ? throw new NotOfferedException($"{answer}") : answer;
}
