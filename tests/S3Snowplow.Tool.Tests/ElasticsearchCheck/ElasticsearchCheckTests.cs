using S3Snowplow.Testing;

namespace S3Snowplow.Tool.Tests;

/// <summary>The check of a real server, run against the model: reduced, and with faults that it has to find.</summary>
public sealed class ElasticsearchCheckTests
{
    [Fact]
    public async Task Check_OfAServerAsItShouldBe_PrintsEachVerdictAndComparesTheForms()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        ToolRun run = await CheckAsync(cluster, "--documents", "3000");

        Assert.True(run.ExitCode == 0, run.ToString());
        string[] lines = run.Output.Split('\n');
        foreach (string name in new[]
        {
            "a component template with the mapping is taken", "an index template of the user's own can name it", "the loader's documents are taken", "fields are mapped as the component template says",
            "a text of 40,000 letters in somebody else's event is no reason to refuse it", "the documents form finds every byte, in pages of 10", "the entity form finds the same, in pages of 4",
            "integers above 2^53 come back exactly in documents", "an event that is delivered again is the same document, with another time of receipt",
            "a search that a part of the indices cannot answer is refused, not answered in part", "closed indices, which vanish from searches in silence, are listed",
            "of two that write the first state one wins", "of two that go on from the same state one wins", "the picture's search finds the bytes",
        })
        {
            Assert.Contains($"ok           {name}", lines);
        }

        Assert.Contains("14 ok, 0 failed, 0 not offered.", run.Output, StringComparison.Ordinal);
        Assert.Equal(3, lines.Count(line => line.StartsWith("documents  ", StringComparison.Ordinal)));
        Assert.Equal(3, lines.Count(line => line.StartsWith("entity  ", StringComparison.Ordinal)));
    }

    // Searches come in the order of the checks: the first one is a page of the documents form.
    [Fact]
    public async Task Check_OfAServerThatAnswersInPart_Fails()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        cluster.Fail(LocalElasticsearchFault.TimeOut());

        ToolRun run = await CheckAsync(cluster);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("FAILED       the documents form finds every byte, in pages of 10: The search was refused, or is not whole", run.Output, StringComparison.Ordinal);
        Assert.Contains(", 1 failed, ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_WhereNothingListens_SaysSo()
    {
        ToolRun run = await ToolRun.OfAsync("elasticsearch", "check", "--elasticsearch", "http://127.0.0.1:1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("http://127.0.0.1:1/ cannot be asked (GET ): Connection refused", run.Errors, StringComparison.Ordinal);
    }

    private static Task<ToolRun> CheckAsync(LocalElasticsearch cluster, params string[] more) =>
        ToolRun.OfAsync(["elasticsearch", "check", "--elasticsearch", cluster.Uri.AbsoluteUri, .. more]);
}
