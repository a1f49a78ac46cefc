using System.Text;
using Amazon.S3.Model;
using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Aws;

namespace S3Snowplow.IntegrationTests.Ceph;

/// <summary>The judge's state and the bands in a real store, whose conditions decide between judges that save at the same moment.</summary>
[Collection(CephCollection.Name)]
public sealed class JudgeStateTests(CephStore store)
{
    private const int Judges = 8;

    // The store tells a loser that it was refused (412), or that it does not know (500): the latter asks again, and is refused then, or finds that it had won.
    [NeedsCephFact]
    public async Task Save_ByEightJudgesAtOnce_IsTakenFromOneOfThemEachTime()
    {
        await store.S3.PutBucketAsync("judge-race");
        S3JudgeState[] judges = [.. Enumerable.Range(0, Judges).Select(_ => new S3JudgeState(store.ObjectAt("judge-race", "judge/state")))];
        string? version = null;
        for (int round = 0; round < 25; round++)
        {
            string?[] saved = await Task.WhenAll(judges.Select((judge, number) => Task.Run(() => SaveAsync(judge, Content(round, number), version))));

            Assert.Equal((round, 1), (round, saved.Count(one => one is not null)));
            int winner = Array.FindIndex(saved, one => one is not null);
            SavedJudgeState present = (await judges[(winner + 1) % Judges].LoadAsync())!;
            Assert.Equal((Text(Content(round, winner)), saved[winner]), (Text(present.Content), present.Version));
            version = present.Version;
        }

        Array.ForEach(judges, judge => judge.Dispose());
    }

    [NeedsCephFact]
    public async Task LoadAndSave_WithoutTheObjectAndWithoutTheBucket_AreToldApart()
    {
        await store.S3.PutBucketAsync("judge-empty");
        using var empty = new S3JudgeState(store.ObjectAt("judge-empty", "judge/state"));
        using var missing = new S3JudgeState(store.ObjectAt("judge-missing", "judge/state"));

        Assert.Null(await empty.LoadAsync());
        Assert.Contains("there is no such bucket", (await Assert.ThrowsAsync<IOException>(() => missing.LoadAsync())).Message, StringComparison.Ordinal);
        Assert.Contains("there is no such bucket", (await Assert.ThrowsAsync<IOException>(() => missing.TrySaveAsync(Content(0, 0), null))).Message, StringComparison.Ordinal);
    }

    [NeedsCephFact]
    public async Task Save_OfAStateOfManyPipelines_IsLoadedAsItWas()
    {
        await store.S3.PutBucketAsync("judge-large");
        using var judge = new S3JudgeState(store.ObjectAt("judge-large", "a b/ü+%2F=&.state"));
        byte[] content = new byte[16 * 1024 * 1024];
        new Random(12).NextBytes(content);

        string? version = await judge.TrySaveAsync(content, null);

        SavedJudgeState present = (await judge.LoadAsync())!;
        Assert.Equal(version, present.Version);
        Assert.True(present.Content.Span.SequenceEqual(content));
    }

    [NeedsCephFact]
    public async Task Read_OfBands_GivesEachVersionOnce()
    {
        await store.S3.PutBucketAsync("bands");
        using var source = new S3BandsSource(store.ObjectAt("bands", "config/bands.yml"));

        Assert.Equal([], await ReadAsync());
        await PutAsync("2 GiB/h");
        Assert.Equal([2L << 30], await ReadAsync());
        Assert.Equal([], await ReadAsync());
        await PutAsync("4 GiB/h");
        Assert.Equal([4L << 30], await ReadAsync());

        Task PutAsync(string size) => store.S3.PutObjectAsync(new PutObjectRequest
        {
            BucketName = "bands",
            Key = "config/bands.yml",
            ContentBody = $"bands: {{ small: {{ throughput: {size} }} }}\npipelines: {{ ops1: {{ band: small }} }}\n",
        });

        async Task<IEnumerable<long>> ReadAsync()
        {
            try
            {
                return [.. (await source.ReadAsync()).Select(version => version.Bands.Find("ops1")!.Throughput.BytesPerHour)];
            }
            catch (IOException exception) when (exception.Message.Contains("no such object", StringComparison.Ordinal))
            {
                return [];
            }
        }
    }

    private static async Task<string?> SaveAsync(S3JudgeState judge, byte[] content, string? version)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await judge.TrySaveAsync(content, version);
            }
            catch (IOException exception) when (exception.Message.Contains("HTTP 500", StringComparison.Ordinal) && attempt < 10)
            {
                // The next run tries it again.
            }
        }
    }

    private static byte[] Content(int round, int judge) => Encoding.UTF8.GetBytes($"{round}/{judge}");

    private static string Text(ReadOnlyMemory<byte> content) => Encoding.UTF8.GetString(content.Span);
}
