using Amazon.S3.Model;
using S3Snowplow.IntegrationTests.Kills;
using S3Snowplow.Testing;

namespace S3Snowplow.IntegrationTests.Ceph;

/// <summary>Objects with keys that break careless decoders, put, copied, uploaded in parts and deleted in a real store: each change is one event, and says the truth.</summary>
[Collection(CephCollection.Name)]
public sealed class OddKeyTests(CephStore store) : IAsyncLifetime
{
    private const int SmallestPart = 5 * 1024 * 1024;

    private static readonly string[] Keys =
    [
        "plain.txt",
        "a b.txt",
        "plus+sign.txt",
        "percent%20literal%.txt",
        "%2B %25 %",
        "ünïcode/日本語/🪣.txt",
        "composed \u00E9, decomposed e\u0301",
        "\uFEFFmark",
        "separators \u2028\u2029\u0085",
        "quote\"back\\slash<&>'",
        "?a=b&c#d;e,f:g@h!",
        "double//slash/../",
        new string('k', 1024),
        string.Concat(Enumerable.Repeat("日", 341)) + "k",
    ];

    // XML, of which a multi-delete is made, has no way to write these.
    private static readonly string[] KeysBeyondXml = ["control\u0001\u001F\u007F.txt", "tab\tline\nreturn\r"];

    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-keys-").FullName;
    private readonly List<Change> _changes = [];
    private LocalCollector _collector = null!;
    private RecordingFront _front = null!;
    private WorkerProcess _worker = null!;

    public static IEnumerable<string> AllKeys => Keys.Concat(KeysBeyondXml);

    public async Task InitializeAsync()
    {
        if (NeedsCephFactAttribute.WhyNot() is null)
        {
            _collector = await LocalCollector.StartAsync();
            _front = await RecordingFront.StartAsync();
            _worker = WorkerProcess.Start(_folder, _collector.Uri);
            _front.Webhook = await _worker.Listening.Within("the worker to listen");
        }
    }

    public async Task DisposeAsync()
    {
        if (NeedsCephFactAttribute.WhyNot() is null)
        {
            await _worker.DisposeAsync();
            await _front.DisposeAsync();
            await _collector.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [NeedsCephFact]
    public async Task Put_OfEachSizeAndKey_IsAnEvent()
    {
        await store.AddBucketAsync("odd-put", _front.Uri);
        foreach (string key in AllKeys)
        {
            await PutAsync("odd-put", key, _changes.Count);
        }

        await PutAsync("odd-put", "empty", 0);

        await CheckAsync();
    }

    [NeedsCephFact]
    public async Task Copy_OfEachKey_IsAnEvent()
    {
        await store.AddBucketAsync("odd-copy", _front.Uri);
        await PutAsync("odd-copy", "source %2B+ ü", 21);
        foreach (string key in AllKeys)
        {
            await store.S3.CopyObjectAsync(new CopyObjectRequest { SourceBucket = "odd-copy", SourceKey = "source %2B+ ü", DestinationBucket = "odd-copy", DestinationKey = key });
            _changes.Add(new Change("ObjectCreated:Copy", "odd-copy", key, 21));
        }

        await CheckAsync();
    }

    [NeedsCephFact]
    public async Task Multipart_OfEachKey_IsAnEvent()
    {
        await store.AddBucketAsync("odd-parts", _front.Uri);
        foreach (string key in AllKeys)
        {
            await UploadAsync("odd-parts", key, 7);
        }

        await UploadAsync("odd-parts", "two parts", SmallestPart, 1);

        await CheckAsync();
    }

    [NeedsCephFact]
    public async Task Delete_OfEachKeyAloneAndTogether_IsAnEvent()
    {
        await store.AddBucketAsync("odd-delete", _front.Uri);
        foreach (string key in AllKeys)
        {
            await PutAsync("odd-delete", key, 11);
            await store.S3.DeleteObjectAsync("odd-delete", key);
            _changes.Add(new Change("ObjectRemoved:Delete", "odd-delete", key, 11));
        }

        foreach (string key in Keys)
        {
            await PutAsync("odd-delete", key, 12);
            _changes.Add(new Change("ObjectRemoved:Delete", "odd-delete", key, 12));
        }

        DeleteObjectsResponse deleted = await store.S3.DeleteObjectsAsync(
            new DeleteObjectsRequest { BucketName = "odd-delete", Objects = [.. Keys.Select(key => new KeyVersion { Key = key })] });

        Assert.Equal(Keys.Length, deleted.DeletedObjects.Count);
        await CheckAsync();
    }

    [NeedsCephAndRabbitMqFact]
    public async Task PutAndDelete_ToldByAmqp_AreEvents()
    {
        await using QueuePath path = await QueuePath.StartAsync(store, "odd-amqp", objects: 0);
        await using WorkerProcess worker = path.StartWorker();
        foreach (string key in AllKeys)
        {
            await PutAsync("odd-amqp", key, _changes.Count);
        }

        await store.S3.DeleteObjectAsync("odd-amqp", Keys[0]);
        _changes.Add(new Change("ObjectRemoved:Delete", "odd-amqp", Keys[0], 0));
        await path.Collector.WaitForAsync(_changes.Count, Timeout.InfiniteTimeSpan).Within($"{_changes.Count} events; the worker wrote\n{worker.Tail}");
        await path.CheckNothingIsLeftAsync(worker);
        IReadOnlyList<StoreRecord> sent = await path.TakeSentAsync();

        Assert.Empty(path.Collector.Bad);
        Assert.Equal(Change.Sorted(_changes), Change.Sorted(path.Collector.Good.Select(Change.Of)));
        Assert.Equal(sent.Select(one => one.EventId).Order(StringComparer.Ordinal), path.Collector.Good.Select(good => good.EventId).Order(StringComparer.Ordinal));
    }

    [NeedsCephFact]
    public async Task PutAndDelete_InAVersionedBucket_AreEventsOfTheirVersions()
    {
        await store.AddBucketAsync("odd-versions", _front.Uri);
        await store.S3.PutBucketVersioningAsync(new PutBucketVersioningRequest { BucketName = "odd-versions", VersioningConfig = new() { Status = Amazon.S3.VersionStatus.Enabled } });
        string first = await PutAsync("odd-versions", "a b", 1);
        string second = await PutAsync("odd-versions", "a b", 2);
        await store.S3.DeleteObjectAsync("odd-versions", "a b");
        _changes.Add(new Change("ObjectRemoved:DeleteMarkerCreated", "odd-versions", "a b", 2));

        await CheckAsync();

        // Neither the store nor the relay promises an order: two notifications may be in two requests at a time.
        Assert.NotEqual(first, second);
        Assert.Equal(
            ((string[])[first, second]).Order(StringComparer.Ordinal),
            _collector.Good.Where(good => good.Data.GetProperty("event_name").GetString() == "ObjectCreated:Put").Select(good => good.Data.GetProperty("version_id").GetString()!).Order(StringComparer.Ordinal));
    }

    /// <summary>Each change is one good event, with its name, its key to the letter, its size, and the id that the documents promise; and there is nothing else.</summary>
    private async Task CheckAsync()
    {
        await _collector.WaitForAsync(_changes.Count, Timeout.InfiniteTimeSpan).Within($"{_changes.Count} events; the worker wrote\n{_worker.Tail}");
        Assert.Equal(new SpoolContent(0, 0), await _worker.StopAndLookAsync());
        await _collector.WaitUntilJudgedAsync();

        Assert.Empty(_collector.Bad);
        Assert.Equal(Change.Sorted(_changes), Change.Sorted(_collector.Good.Select(Change.Of)));
        Assert.Equal(Change.Sorted(_changes), Change.Sorted(_front.Accepted.Select(Change.Of)));
        Assert.Equal(_front.Accepted.Select(one => one.EventId).Order(StringComparer.Ordinal), _collector.Good.Select(good => good.EventId).Order(StringComparer.Ordinal));
    }

    private async Task<string> PutAsync(string bucket, string key, int size)
    {
        using var body = new MemoryStream(new byte[size]);
        PutObjectResponse put = await store.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, InputStream = body, UseChunkEncoding = false });
        _changes.Add(new Change("ObjectCreated:Put", bucket, key, size));
        return put.VersionId;
    }

    private async Task UploadAsync(string bucket, string key, params int[] sizes)
    {
        InitiateMultipartUploadResponse upload = await store.S3.InitiateMultipartUploadAsync(bucket, key);
        List<PartETag> parts = [];
        foreach (int size in sizes)
        {
            using var body = new MemoryStream(new byte[size]);
            parts.Add(new PartETag(await store.S3.UploadPartAsync(
                new UploadPartRequest { BucketName = bucket, Key = key, UploadId = upload.UploadId, PartNumber = parts.Count + 1, InputStream = body, UseChunkEncoding = false })));
        }

        await store.S3.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = upload.UploadId, PartETags = parts });
        _changes.Add(new Change("ObjectCreated:CompleteMultipartUpload", bucket, key, sizes.Sum()));
    }
}
