using Microsoft.Extensions.Logging;
using S3Snowplow.Hosting.Spool;
using S3Snowplow.Hosting.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Hosting.Tests.Spool;

/// <summary>The folder of a spool on a manual clock: opened, copied as a kill would leave it, damaged, and counted out.</summary>
internal sealed class SpoolFolder(string? mounted = null) : IDisposable
{
    public string Path { get; } = mounted ?? Directory.CreateTempSubdirectory("s3snowplow-spool-").FullName;

    public ManualTimeProvider Time { get; } = new();

    public RecordingLogger Log { get; private set; } = new();

    public SpoolOptions Options { get; init; } = new();

    public void Dispose()
    {
        if (mounted is null)
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    /// <summary>A body that belongs to a number and to nothing else.</summary>
    public static byte[] Body(int number, int size)
    {
        byte[] body = new byte[size];
        new Random(number).NextBytes(body);
        return body;
    }

    public NotificationSpool Open(Action<string>? step = null)
    {
        Log = new RecordingLogger();
        return new NotificationSpool(Path, Options, Time, Log, step);
    }

    /// <summary>Opens it, waits until what was set aside has been read, and closes it.</summary>
    public async Task<SpoolContent> ReadAsync()
    {
        await using NotificationSpool spool = Open();
        await spool.Recovered.Within();
        return new SpoolContent(spool);
    }

    /// <summary>Copies the folder of an open spool that does nothing: what a kill at this moment would leave.</summary>
    public void CopyFrom(SpoolFolder other)
    {
        foreach (string file in Directory.GetFiles(other.Path, "*", SearchOption.AllDirectories).Where(file => System.IO.Path.GetFileName(file) is not ("lock" or "reserve")))
        {
            string copy = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(other.Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            using FileStream from = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), to = File.Create(copy);
            from.CopyTo(to);
        }
    }

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public IReadOnlyList<LogEntry> Logged(int id) => [.. Log.Entries.Where(entry => entry.EventId.Id == id)];

    /// <summary>Changes one bit of a file.</summary>
    public void Flip(string name, long bit)
    {
        using FileStream file = new(PathOf(name), FileMode.Open, FileAccess.ReadWrite);
        file.Position = bit / 8;
        int value = file.ReadByte();
        file.Position = bit / 8;
        file.WriteByte((byte)(value ^ (1 << (int)(bit % 8))));
    }

    /// <summary>Writes over a part of a file.</summary>
    public void Overwrite(string name, long at, ReadOnlySpan<byte> bytes)
    {
        using FileStream file = new(PathOf(name), FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        file.Write(bytes);
    }
}

/// <summary>What a spool has: its notifications by id, those of them that are sound and those that are not.</summary>
internal sealed class SpoolContent(NotificationSpool spool)
{
    public IReadOnlyList<SpooledNotification> Open { get; } = All(spool.Store);

    public IReadOnlyList<SpooledNotification> Rejected { get; } = All(spool.RejectedStore);

    public IEnumerable<SpooledNotification> Sound => Open.Where(one => !one.IsDamaged);

    private static List<SpooledNotification> All(SpoolStore store)
    {
        List<SpooledNotification> all = [];
        for (List<SpooledNotification> next = store.Database.ReadAfter(0, 1000); next.Count > 0; next = store.Database.ReadAfter(all[^1].Number, 1000))
        {
            all.AddRange(next);
        }

        return all;
    }
}
