using System.Globalization;
using Amazon.S3.Model;
using S3Snowplow.IntegrationTests.Ceph;

namespace S3Snowplow.IntegrationTests.Kills;

/// <summary>Puts objects into a bucket, several at a time, as many as have been released. Name and size of each follow from its number.</summary>
internal sealed class ObjectWriters : IAsyncDisposable
{
    private const string Prefix = "in/a b+c%41 ü ";
    private const int Sizes = 97;

    private readonly CephStore _store;
    private readonly string _bucket;
    private readonly SemaphoreSlim _released = new(0);
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _writing;
    private int _number;

    public ObjectWriters(CephStore store, string bucket, int total, int parallel)
    {
        (_store, _bucket, Unreleased) = (store, bucket, total);
        _writing = Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Task.Run(PutAllAsync)));
    }

    /// <summary>How many the store has taken.</summary>
    public SignalledCount Stored { get; } = new();

    /// <summary>How many are still to be released.</summary>
    public int Unreleased { get; private set; }

    /// <summary>How many have been.</summary>
    public int ReleasedCount { get; private set; }

    /// <summary>Fails when the store does not take an object.</summary>
    public Task Failed => _failed.Task;

    public static long SizeOf(string key)
    {
        Assert.StartsWith(Prefix, key, StringComparison.Ordinal);
        return int.Parse(key.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture) % Sizes;
    }

    /// <summary>Lets some be put, or what is left of them.</summary>
    public void Release(int count)
    {
        count = Math.Min(count, Unreleased);
        if (count > 0)
        {
            Unreleased -= count;
            ReleasedCount += count;
            _released.Release(count);
        }
    }

    /// <summary>Completes when all that have been released so far are stored.</summary>
    public Task WhenIdleAsync() => Stored.WhenAsync(ReleasedCount);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _writing;
        _end.Dispose();
        _released.Dispose();
    }

    private async Task PutAllAsync()
    {
        try
        {
            while (true)
            {
                await _released.WaitAsync(_end.Token);
                int number = Interlocked.Increment(ref _number);
                using var body = new MemoryStream(new byte[number % Sizes]);
                await _store.S3.PutObjectAsync(new PutObjectRequest { BucketName = _bucket, Key = $"{Prefix}{number}", InputStream = body, UseChunkEncoding = false }, _end.Token);
                Stored.Increment();
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // All is done, or the test has failed elsewhere.
        }
        catch (Exception exception)
        {
            _failed.TrySetException(exception);
        }
    }
}
