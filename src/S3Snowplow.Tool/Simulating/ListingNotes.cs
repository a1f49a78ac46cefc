using System.Globalization;
using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Tool;

/// <summary>What has to be said of a listing, so that nobody takes it for what arrived: each a sentence or two.</summary>
internal static class ListingNotes
{
    private const double MuchMultipart = 0.1;
    private const double MuchAtOnce = 0.2;
    private const long ObjectsAtOnce = 1000;
    private const int RewrittenOften = 100;
    private const int FewestDays = 9;

    /// <summary>The notes, the most important first.</summary>
    /// <param name="listing">What was read.</param>
    /// <param name="hasVersions">Whether old versions are in it.</param>
    /// <param name="asOf">Until when it tells the truth.</param>
    /// <param name="facts">What was found.</param>
    /// <param name="isBinary">Whether sizes are told in units of 1,024.</param>
    public static IEnumerable<string> Of(string listing, bool hasVersions, DateTimeOffset asOf, ReadFacts facts, bool isBinary)
    {
        yield return What(listing, asOf, facts, isBinary);
        yield return Survivors(hasVersions, facts, isBinary);
        string?[] signs = [Multipart(facts), Older(facts, isBinary), Newer(facts), AtOnce(facts), Falling(facts, isBinary), Gap(facts), Rewritten(facts), Lost(facts), LeftOut(facts)];
        foreach (string? sign in signs)
        {
            if (sign is not null)
            {
                yield return sign;
            }
        }
    }

    private static string What(string listing, DateTimeOffset asOf, ReadFacts facts, bool isBinary) => facts.IsEmpty
        ? $"Read from {listing}: no object of the time that is looked at (as of {AlertWords.Time(asOf)})."
        : $"Read from {listing}: {CountText.Of(facts.Objects, "object")}, {AlertWords.Size(facts.Bytes, isBinary)}, last modified {facts.Oldest:yyyy-MM-dd} to {facts.Newest:yyyy-MM-dd} (as of {AlertWords.Time(asOf)}).";

    private static string Survivors(bool hasVersions, ReadFacts facts, bool isBinary) => hasVersions
        ? $"Old versions are in it: with them {CountText.Of(facts.Objects, "object")} and {AlertWords.Size(facts.Bytes, isBinary)}, without them {CountText.Number(facts.LatestObjects)} and {AlertWords.Size(facts.LatestBytes, isBinary)}. Versions that were deleted or have expired are not in it: real input was at least this."
        : "Objects that were overwritten, deleted or have expired are not in it: real input was at least this. Where the bucket keeps old versions, --versions shows what was overwritten.";

    private static string? Multipart(ReadFacts facts)
    {
        double share = facts.Bytes == 0 ? 0 : (double)facts.MultipartBytes / facts.Bytes;
        return facts.MultipartObjects == 0 ? null
            : $"{Percent(share)} of the bytes came by multipart upload. Amazon S3 gives them the time at which the upload began, other stores that at which it ended{(share >= MuchMultipart ? "; at Amazon peaks may lie later than shown" : "")}.";
    }

    private static string? Older(ReadFacts facts, bool isBinary) => facts.OlderObjects == 0 ? null
        : $"Older than what is looked at, and left out: {CountText.Of(facts.OlderObjects, "object")}, {AlertWords.Size(facts.OlderBytes, isBinary)}. --since says from when on.";

    private static string? Newer(ReadFacts facts) => facts.NewerObjects == 0 ? null
        : $"Newer than the time until which this tells the truth, and left out: {CountText.Of(facts.NewerObjects, "object")}.";

    private static string? AtOnce(ReadFacts facts)
    {
        (long minute, long count) = facts.PerMinute.InOrder().DefaultIfEmpty().MaxBy(one => one.Amount);
        return facts.Objects < ObjectsAtOnce || count < MuchAtOnce * facts.Objects ? null
            : $"{Percent((double)count / facts.Objects)} of all objects have one minute, {AlertWords.Time(Minutes.Time(minute))}: a migration, a synchronisation or a re-tagging, most likely, and not when they arrived. To leave that minute out: --leave-out {Minutes.Time(minute):yyyy-MM-dd'T'HH:mm'Z'}.";
    }

    // What is deleted or expires makes the past smaller, the older the more; so does growth. Nobody can tell the two apart here.
    private static string? Falling(ReadFacts facts, bool isBinary)
    {
        // The first and the last day are seen in part.
        if (facts.PerDay.Count < FewestDays + 2)
        {
            return null;
        }

        long first = facts.PerDay.Keys.First() + 1;
        long last = facts.PerDay.Keys.Last() - 1;
        double[] days = [.. Enumerable.Range(0, (int)(last - first + 1)).Select(day => (double)facts.PerDay.GetValueOrDefault(first + day))];
        int third = days.Length / 3;
        (double old, double middle, double late) = (days[..third].Average(), days[third..^third].Average(), days[^third..].Average());
        return old * 2 > late || old * 1.2 > middle || middle * 1.2 > late ? null
            : $"The older, the less: {AlertWords.Size((long)old, isBinary)} a day in the first third of the time, {AlertWords.Size((long)late, isBinary)} in the last. Either input grows, or objects are deleted with age; then look at the last days only, with --since.";
    }

    private static string? Gap(ReadFacts facts)
    {
        (long Begin, long Length) longest = default;
        long before = long.MinValue;
        foreach ((long minute, _) in facts.PerMinute.InOrder())
        {
            if (before != long.MinValue && minute - before - 1 > longest.Length)
            {
                longest = (before + 1, minute - before - 1);
            }

            before = minute;
        }

        return longest.Length < Minutes.PerDay ? null
            : $"Nothing is left of {AlertWords.Minutes(longest.Length)}, from {AlertWords.Time(Minutes.Time(longest.Begin))} to {AlertWords.Time(Minutes.Time(longest.Begin + longest.Length))}: nothing came, or it is deleted.";
    }

    private static string? Rewritten(ReadFacts facts) => facts.MostVersions < RewrittenOften ? null
        : $"One key has {CountText.Number(facts.MostVersions)} versions: it is written again and again. Without --versions a listing has only the last one of such a key.";

    private static string? Lost(ReadFacts facts) => facts.LostKeys == 0 ? null
        : $"Of {CountText.Of(facts.LostKeys, "object")} the store does not tell the whole name (U+FFFD stands in it); {CountText.Number(facts.LostKeysUnmatched)} of them could not be matched to an input.";

    private static string? LeftOut(ReadFacts facts) => facts.LeftOutObjects == 0 ? null : $"Left out by --leave-out: {CountText.Of(facts.LeftOutObjects, "object")}.";

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");
}
