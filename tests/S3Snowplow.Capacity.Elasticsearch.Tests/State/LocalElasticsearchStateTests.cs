using System.Net.Http.Headers;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Elasticsearch.State;

/// <summary>The state over HTTP, in the local Elasticsearch of every version that keeps one.</summary>
public sealed class LocalElasticsearchStateTests
{
    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public async Task Save_ByEightJudgesAtOnceOver25Rounds_SucceedsForOneInEach(int version)
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync(new LocalElasticsearchOptions { MajorVersion = version });
        ElasticsearchJudgeState[] judges = [.. Enumerable.Range(0, 8).Select(_ => new ElasticsearchJudgeState(new ElasticsearchOptions { Address = cluster.Uri }))];
        for (int round = 0; round < 25; round++)
        {
            SavedJudgeState?[] loaded = await Task.WhenAll(judges.Select(judge => judge.LoadAsync()));
            Assert.Single(loaded.Select(one => one?.Version).Distinct());
            string?[] saved = await Task.WhenAll(judges.Select((judge, number) => judge.TrySaveAsync(new byte[] { (byte)round, (byte)number }, loaded[number]?.Version)));
            string won = Assert.Single(saved.OfType<string>());

            SavedJudgeState present = (await judges[0].LoadAsync())!;
            Assert.Equal(won, present.Version);
            Assert.Equal([(byte)round, (byte)Array.IndexOf(saved, won)], present.Content.ToArray());
        }

        Array.ForEach(judges, judge => judge.Dispose());
    }

    // Whole: a judge with this state, and another one that goes on from it.
    [Fact]
    public async Task Judge_WithThisState_GoesOnWhereAnotherEnded()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        using var state = new ElasticsearchJudgeState(rig.Options);
        rig.Change();
        await rig.PassAsync(rig.Judge(state), 5, bytesEach: 1);

        await rig.PassAsync(rig.Judge(state), 5, bytesEach: 1);

        Assert.Single(rig.Cluster.Documents(ElasticsearchJudgeState.DefaultIndex));
        Assert.NotEmpty((await state.LoadAsync())!.Content.ToArray());
    }

    [Fact]
    public async Task Save_AfterTheIndexWasDeleted_BeginsAnew()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        using var state = new ElasticsearchJudgeState(new ElasticsearchOptions { Address = cluster.Uri });
        string? first = await state.TrySaveAsync(new byte[] { 1 }, version: null);
        first = await state.TrySaveAsync(new byte[] { 1 }, first);
        using var http = new HttpClient();
        (await http.DeleteAsync(new Uri(cluster.Uri, ElasticsearchJudgeState.DefaultIndex))).EnsureSuccessStatusCode();

        Assert.Null(await state.TrySaveAsync(new byte[] { 2 }, first));
        Assert.Null(await state.LoadAsync());
        Assert.NotNull(await state.TrySaveAsync(new byte[] { 3 }, version: null));
        Assert.Equal([3], (await state.LoadAsync())!.Content.ToArray());
    }

    [Fact]
    public async Task Save_ToAnIndexThatIsBlocked_SaysSo()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        using var state = new ElasticsearchJudgeState(new ElasticsearchOptions { Address = cluster.Uri });
        string? first = await state.TrySaveAsync(new byte[] { 1 }, version: null);
        using var http = new HttpClient();
        using var block = new StringContent("""{"index.blocks.write":true}""", new MediaTypeHeaderValue("application/json"));
        (await http.PutAsync(new Uri(cluster.Uri, ElasticsearchJudgeState.DefaultIndex + "/_settings"), block)).EnsureSuccessStatusCode();

        Assert.Contains("its index has a block, which is no matter of credentials", (await Assert.ThrowsAsync<IOException>(() => state.TrySaveAsync(new byte[] { 2 }, first))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_OfAPatternWithAClosedIndex_NamesIt()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        rig.Arrive(10, at: ManualTimeProvider.DefaultStart);
        rig.Arrive(10, at: ManualTimeProvider.DefaultStart.AddDays(1));
        using var http = new HttpClient();
        (await http.PostAsync(new Uri(rig.Cluster.Uri, "snowplow-2026.01.02/_close"), content: null)).EnsureSuccessStatusCode();
        ElasticsearchReceivedMinutes minutes = rig.Minutes();

        await ElasticsearchRig.ReadAsync(minutes, 0, 10);

        Assert.Contains(minutes.Warnings, warning => warning.StartsWith("1 closed index is among those of snowplow*: snowplow-2026.01.02.", StringComparison.Ordinal));
    }
}
