namespace S3Snowplow.Tool;

/// <summary>What a listing tells of an input: facts, and no opinion.</summary>
/// <param name="facts">The objects.</param>
/// <param name="from">The first minute that is looked at.</param>
/// <param name="until">The minute behind the last one.</param>
internal sealed class InputFacts(KeyFacts facts, long from, long until)
{
    // Less than this apart is one burst; one that goes on counts for each of its hours.
    private const int BurstGap = 5;
    private const int LongBurst = 60;

    private readonly long[] _bursts = [.. BurstsOf(facts.Cells)];

    /// <summary>The objects.</summary>
    public KeyFacts Objects => facts;

    /// <summary>The first minute that counts: that of the first arrival.</summary>
    public long First { get; } = Math.Max(from, facts.Cells.InOrder().Select(one => one.Minute).DefaultIfEmpty(from).First());

    /// <summary>The days from the first arrival to the end.</summary>
    public double Days => Math.Max(1, until - First) / (double)Minutes.PerDay;

    /// <summary>How many days have any bytes.</summary>
    public int DaysWithData { get; } = facts.Cells.InOrder().Select(one => one.Minute / Minutes.PerDay).Distinct().Count();

    /// <summary>How often something came: files that come together count once, a stream once an hour.</summary>
    public int Bursts => _bursts.Length;

    /// <summary>Whether something comes all the time, and not in bursts: most of its bursts are cut for their length alone.</summary>
    public bool IsStream => UsualGap <= LongBurst && facts.Cells.InOrder().Count() >= (long)Bursts * BurstGap * 2;

    /// <summary>How many minutes usually lie between the begins of two bursts; <see langword="null"/>: there are not two.</summary>
    public long? UsualGap
    {
        get
        {
            long[] gaps = [.. _bursts.Zip(_bursts.Skip(1), (one, next) => next - one).Order()];
            return gaps.Length == 0 ? null : gaps[gaps.Length / 2];
        }
    }

    /// <summary>Bytes a day.</summary>
    public double BytesPerDay => facts.Bytes / Math.Max(1, Days);

    /// <summary>Files a day.</summary>
    public double FilesPerDay => facts.Objects / Math.Max(1, Days);

    /// <summary>The part of the bytes that came by multipart upload.</summary>
    public double MultipartShare => facts.Bytes == 0 ? 0 : (double)facts.MultipartBytes / facts.Bytes;

    /// <summary>When something came last.</summary>
    public DateTimeOffset Last => Minutes.Time(facts.Last);

    /// <summary>How many minutes ago that was, at the end.</summary>
    public long Age => until - facts.Last;

    private static IEnumerable<long> BurstsOf(MinuteCells cells)
    {
        long begin = long.MinValue;
        long before = long.MinValue;
        foreach ((long minute, _) in cells.InOrder())
        {
            if (begin == long.MinValue || minute - before >= BurstGap || minute - begin >= LongBurst)
            {
                yield return begin = minute;
            }

            before = minute;
        }
    }
}
