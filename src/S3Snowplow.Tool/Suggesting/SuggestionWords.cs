using System.Globalization;
using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Tool;

/// <summary>What is suggested, in sentences that the console and the file share.</summary>
internal static class SuggestionWords
{
    /// <summary>What the inputs cover, and what they do not.</summary>
    public static string Coverage(Suggestion suggestion)
    {
        long bytes = Math.Max(0, suggestion.Facts.Bytes - suggestion.CoveredBytes);
        long objects = Math.Max(0, suggestion.Facts.Objects - suggestion.CoveredObjects);
        string share = Percent(suggestion.Facts.Bytes == 0 ? 1 : (double)suggestion.CoveredBytes / suggestion.Facts.Bytes);
        string covered = $"The inputs cover {(objects > 0 && share == Percent(1) ? "almost all" : share)} of the bytes";
        return objects == 0 ? $"{covered}." : $"{covered}; they do not cover {CountText.Of(objects, "object")}, {AlertWords.Size(bytes, suggestion.IsBinary)}.";
    }

    /// <summary>Why no pipeline can be written, and what to do.</summary>
    public static string TooLittle(Suggestion suggestion)
    {
        double days = suggestion.Inputs.Max(input => input.Facts.Days);
        string why = days < ProposedInput.FewestDays
            ? $"{ProposedInput.FewestDays} days are needed and there are {days.ToString("0.#", CultureInfo.InvariantCulture)}"
            : $"something has to come {ProposedInput.FewestBursts} times, and it came {CountText.Of(suggestion.Inputs.Max(input => input.Facts.Bursts), "time")}";
        return $"{why}. Or give --throughput with what your processor takes, for example --throughput \"150 GB/h\".";
    }

    /// <summary>The margin.</summary>
    public static string Margin(Suggestion suggestion) => string.Create(
        CultureInfo.InvariantCulture, $"The margin is {suggestion.Margin} (--margin): the bands are so many times what would have been needed, rounded up. It is there because what comes is not what came, and because a bucket holds survivors only.");

    /// <summary>What an input is, in one line each.</summary>
    public static IEnumerable<string> Facts(ProposedInput input, bool isBinary)
    {
        InputFacts facts = input.Facts;
        yield return $"{AlertWords.Size((long)facts.BytesPerDay, isBinary)} and {facts.FilesPerDay.ToString(facts.FilesPerDay < 10 ? "0.#" : "N0", CultureInfo.InvariantCulture)} files a day; data on {CountText.Of(facts.DaysWithData, "calendar day")}";
        yield return $"sizes: half up to {AlertWords.Size(facts.Objects.Sizes.Percentile(50), isBinary)}, 95 % up to {AlertWords.Size(facts.Objects.Sizes.Percentile(95), isBinary)}, the largest {AlertWords.Size(facts.Objects.Sizes.Max, isBinary)}";
        yield return $"something comes {Gap(facts)}; the last at {AlertWords.Time(facts.Last)}, {AlertWords.Minutes(facts.Age)} before the end"
            + (facts.MultipartShare > 0 ? $"; {Percent(facts.MultipartShare)} of the bytes by multipart upload" : "");
        if (input.Folded.Count > 0)
        {
            yield return $"Folders below are {string.Join(" or ", input.Folded.Select(kind => kind.Words()))}, so the prefix ends here";
        }

        if (input.IsRest)
        {
            yield return "what further inputs below this prefix leave: the longest prefix of a key counts";
        }
    }

    /// <summary>What an input needs for a limit.</summary>
    public static string Need(CapacityNeed need, bool isBinary)
    {
        string range = Rate(need.Least, isBinary) == Rate(need.BytesPerHour, isBinary) ? "" : $"; {Rate(need.Least, isBinary)} without the worst day";
        return $"needs at least {Rate(need.BytesPerHour, isBinary)} so that work never waits for more than {AlertWords.Minutes(need.LimitMinutes)}{range}; the worst minute is {AlertWords.Time(Minutes.Time(need.DecidedAt))}";
    }

    /// <summary>How often something comes.</summary>
    public static string Gap(InputFacts facts) => facts.UsualGap switch
    {
        null => "once so far",
        _ when facts.IsStream => "all the time",
        { } gap => $"about every {AlertWords.Minutes(gap)}",
    };

    /// <summary>A capacity in words, rounded up to two digits.</summary>
    public static string Rate(long bytesPerHour, bool isBinary) => RoundedRate.Of(bytesPerHour, isBinary);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");
}
