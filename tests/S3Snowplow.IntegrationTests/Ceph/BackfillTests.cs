using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using S3Snowplow.Testing;
using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests.Ceph;

/// <summary><c>backfill</c> as a process, against a real store that holds many objects: each becomes one event, also where it was ended in the middle.</summary>
[Collection(CephCollection.Name)]
public sealed class BackfillTests(CephStore store) : IDisposable
{
    private const int Writers = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-ceph-backfill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [NeedsCephFact]
    public async Task Backfill_OfManyObjects_SendsEachOnce()
    {
        int count = Proof.Count(3_000, 100_000);
        await FillAsync("backfill-many", count);
        await using LocalCollector collector = await LocalCollector.StartAsync();

        (JsonElement result, ProcessResult run) = await RunAsync("backfill-many", collector);

        await collector.WaitUntilJudgedAsync();
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal((count, count, count, 0), (result.GetProperty("read").GetInt32(), result.GetProperty("delivered").GetInt32(), collector.Counts.DistinctEventIds, collector.Bad.Count));
        Assert.Equal(count * 7L, result.GetProperty("bytes").GetInt64());
    }

    [NeedsCephFact]
    public async Task Backfill_KilledInTheMiddle_NextRunSendsTheRestWithTheSameIds()
    {
        const int Count = 2_400;
        await FillAsync("backfill-killed", Count);
        await using LocalCollector collector = await LocalCollector.StartAsync();
        string cursor = Path.Combine(_folder, "cursor");
        using (Process first = Process.Start(Start("backfill-killed", collector, "400", "--cursor", cursor))!)
        {
            await collector.WaitForAsync(1_300, Patience.Limit);
            first.Kill();
            await first.WaitForExitAsync();
        }

        Assert.InRange(collector.Counts.DistinctEventIds, 1_300, Count - 1);
        (JsonElement second, ProcessResult run) = await RunAsync("backfill-killed", collector, "--cursor", cursor);

        await collector.WaitUntilJudgedAsync();
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.True(second.GetProperty("isComplete").GetBoolean());
        Assert.InRange(second.GetProperty("read").GetInt32(), 1, Count - 1);
        Assert.Equal((Count, 0), (collector.Counts.DistinctEventIds, collector.Counts.Bad));
    }

    [NeedsCephFact]
    public async Task Backfill_VersionsAndOddKeys_AreToldAsTheyAre()
    {
        await store.S3.PutBucketAsync("backfill-odd");
        // The client that puts them can write no others: recorded pages have those.
        string[] keys = ["a b+c%.csv", "dir//double", "folder/", "\U0001F600/ü.bin"];
        foreach (string key in keys)
        {
            await store.S3.PutObjectAsync(new PutObjectRequest { BucketName = "backfill-odd", Key = key, ContentBody = "1234567", UseChunkEncoding = false });
        }

        await store.S3.PutBucketVersioningAsync(new PutBucketVersioningRequest { BucketName = "backfill-odd", VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled } });
        await store.S3.PutObjectAsync(new PutObjectRequest { BucketName = "backfill-odd", Key = keys[0], ContentBody = "12345678", UseChunkEncoding = false });
        await store.S3.DeleteObjectAsync("backfill-odd", keys[2]);
        await using LocalCollector collector = await LocalCollector.StartAsync();

        (JsonElement result, ProcessResult run) = await RunAsync("backfill-odd", collector, "--versions");

        await collector.WaitUntilJudgedAsync();
        Assert.True(run.ExitCode == 0, run.ToString());
        string[] expected = [.. keys, keys[0]];
        Assert.Equal(expected.Order(StringComparer.Ordinal), collector.Good.Select(one => one.Data.GetProperty("key").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(5, collector.Counts.DistinctEventIds);
        Assert.Equal(1, result.GetProperty("notSent").GetProperty("deleteMarkers").GetInt32());
    }

    private async Task FillAsync(string bucket, int count)
    {
        await store.S3.PutBucketAsync(bucket);
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (i, cancellationToken) => await store.S3.PutObjectAsync(
            new PutObjectRequest { BucketName = bucket, Key = string.Create(CultureInfo.InvariantCulture, $"in/p{i % 10:D2}/2026/11/27/part-{i:D6} +.json"), ContentBody = "1234567", UseChunkEncoding = false }, cancellationToken));
    }

    private async Task<(JsonElement Result, ProcessResult Run)> RunAsync(string bucket, LocalCollector collector, params string[] more)
    {
        ProcessResult run = await ChildProcess.RunAsync(Start(bucket, collector, "1000000", more), "");
        using var result = JsonDocument.Parse(run.Output.Length > 0 ? run.Output : throw new InvalidOperationException(run.ToString()));
        return (result.RootElement.Clone(), run);
    }

    private ProcessStartInfo Start(string bucket, LocalCollector collector, string rate, params string[] more)
    {
        string tool = Path.Combine(RepositoryTree.Root, "artifacts", "bin", "S3Snowplow.Tool", Configuration(), "s3snowplow.dll");
        var start = new ProcessStartInfo("dotnet", [tool, "backfill", "--bucket", bucket, "--endpoint", store.Endpoint.AbsoluteUri, "--collector", collector.Uri.AbsoluteUri, "--rate", rate, "--json", .. more]);
        (start.Environment["AWS_ACCESS_KEY_ID"], start.Environment["AWS_SECRET_ACCESS_KEY"]) = store.Keys;
        return start;
    }

    // The folder of this assembly is called as the tool's is.
    private static string Configuration() => Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
}
