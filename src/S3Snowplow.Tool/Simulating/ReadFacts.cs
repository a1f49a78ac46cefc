using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Tool;

/// <summary>What has to be known of what was read, beside the bytes of each pipeline: how much of it there was, from when, and what is doubtful about it.</summary>
internal sealed class ReadFacts
{
    /// <summary>Objects, or versions of them, that count.</summary>
    public long Objects { get; set; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; set; }

    /// <summary>Those of them that are what a reader of the key gets.</summary>
    public long LatestObjects { get; set; }

    /// <summary>Their bytes.</summary>
    public long LatestBytes { get; set; }

    /// <summary>Delete markers, which have no bytes.</summary>
    public long DeleteMarkers { get; set; }

    /// <summary>Objects that came in parts.</summary>
    public long MultipartObjects { get; set; }

    /// <summary>Their bytes.</summary>
    public long MultipartBytes { get; set; }

    /// <summary>Objects whose names the store has lost.</summary>
    public long LostKeys { get; set; }

    /// <summary>Those of them that no input matches.</summary>
    public long LostKeysUnmatched { get; set; }

    /// <summary>Objects that are older than what is looked at.</summary>
    public long OlderObjects { get; set; }

    /// <summary>Their bytes.</summary>
    public long OlderBytes { get; set; }

    /// <summary>Objects that are newer than what is looked at: written while it was read, or with a time to come.</summary>
    public long NewerObjects { get; set; }

    /// <summary>Objects of minutes that were left out because somebody asked for it.</summary>
    public long LeftOutObjects { get; set; }

    /// <summary>How many versions the key has that has most.</summary>
    public long MostVersions { get; set; }

    /// <summary>Notifications that told what was told before.</summary>
    public long Duplicates { get; set; }

    /// <summary>Parts of notifications that could not be read.</summary>
    public long Problems { get; set; }

    /// <summary>The time of the oldest one; <see langword="null"/>: no object was read.</summary>
    public DateTimeOffset? Oldest { get; private set; }

    /// <summary>The time of the newest one; <see langword="null"/>: no object was read.</summary>
    public DateTimeOffset? Newest { get; private set; }

    /// <summary>How many objects came in each minute.</summary>
    public MinuteCells PerMinute { get; } = new();

    /// <summary>How many bytes came on each day, counted from the Unix epoch.</summary>
    public SortedDictionary<long, long> PerDay { get; } = [];

    /// <summary>Whether nothing was found.</summary>
    public bool IsEmpty => Objects == 0;

    /// <summary>Whether something was found that does not count.</summary>
    public bool HasOthers => OlderObjects + NewerObjects + LeftOutObjects > 0;

    /// <summary>Says that what counts is all of another time; <see langword="null"/>: some of it is of this one, or nothing counts.</summary>
    /// <param name="what">What it is, for example <c>notification</c>.</param>
    /// <param name="from">The first minute.</param>
    /// <param name="until">The minute behind the last one.</param>
    public string? OtherTime(string what, long from, long until) => IsEmpty || PerMinute.InOrder().Any(one => one.Minute >= from && one.Minute < until) ? null
        : $"No {what} is in this time (they are of {AlertWords.Time(Oldest!.Value)} to {AlertWords.Time(Newest!.Value)}).";

    /// <summary>Adds what counts.</summary>
    /// <param name="time">When it arrived.</param>
    /// <param name="size">Its bytes.</param>
    public void Count(DateTimeOffset time, long size)
    {
        Objects++;
        Bytes += size;
        Oldest = Oldest is { } oldest && oldest <= time ? oldest : time;
        Newest = Newest is { } newest && newest >= time ? newest : time;
        long minute = Minutes.Of(time);
        PerMinute.Add(minute, 1);
        long day = minute / Minutes.PerDay;
        PerDay[day] = PerDay.GetValueOrDefault(day) + size;
    }

    /// <summary>Saves them.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(Objects);
        writer.Write(Bytes);
        writer.Write(LatestObjects);
        writer.Write(LatestBytes);
        writer.Write(DeleteMarkers);
        writer.Write(MultipartObjects);
        writer.Write(MultipartBytes);
        writer.Write(LostKeys);
        writer.Write(LostKeysUnmatched);
        writer.Write(OlderObjects);
        writer.Write(OlderBytes);
        writer.Write(NewerObjects);
        writer.Write(LeftOutObjects);
        writer.Write(MostVersions);
        writer.Write(Duplicates);
        writer.Write(Problems);
        writer.Write(Oldest?.UtcTicks ?? 0);
        writer.Write(Newest?.UtcTicks ?? 0);
        PerMinute.Save(writer);
        writer.Write(PerDay.Count);
        foreach ((long day, long bytes) in PerDay)
        {
            writer.Write(day);
            writer.Write(bytes);
        }
    }

    /// <summary>Takes over what <see cref="Save"/> wrote.</summary>
    public void Restore(BinaryReader reader)
    {
        Objects = reader.ReadInt64();
        Bytes = reader.ReadInt64();
        LatestObjects = reader.ReadInt64();
        LatestBytes = reader.ReadInt64();
        DeleteMarkers = reader.ReadInt64();
        MultipartObjects = reader.ReadInt64();
        MultipartBytes = reader.ReadInt64();
        LostKeys = reader.ReadInt64();
        LostKeysUnmatched = reader.ReadInt64();
        OlderObjects = reader.ReadInt64();
        OlderBytes = reader.ReadInt64();
        NewerObjects = reader.ReadInt64();
        LeftOutObjects = reader.ReadInt64();
        MostVersions = reader.ReadInt64();
        Duplicates = reader.ReadInt64();
        Problems = reader.ReadInt64();
        Oldest = reader.ReadInt64() is > 0 and long oldest ? new DateTimeOffset(oldest, TimeSpan.Zero) : null;
        Newest = reader.ReadInt64() is > 0 and long newest ? new DateTimeOffset(newest, TimeSpan.Zero) : null;
        PerMinute.Restore(reader);
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            PerDay[reader.ReadInt64()] = reader.ReadInt64();
        }
    }
}
