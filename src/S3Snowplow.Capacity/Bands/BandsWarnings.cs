using S3Snowplow.Capacity.Reading;

namespace S3Snowplow.Capacity;

/// <summary>Finds what is allowed in bands and most often a mistake.</summary>
internal static class BandsWarnings
{
    private const long SuspectFactor = 1000;

    private static readonly TimeSpan LongSilence = TimeSpan.FromDays(31);

    public static IReadOnlyList<BandsWarning> Of(IReadOnlyCollection<BoundPipeline> pipelines, BandSizes sizes, string? defaultPipeline)
    {
        var resolver = new PipelineResolver(pipelines.Select(pipeline => pipeline.Band), band => band.Inputs, pipelines.FirstOrDefault(pipeline => pipeline.Band.Name == defaultPipeline)?.Band);
        IEnumerable<(ConfigNode At, string Message)> all = pipelines
            .SelectMany(pipeline => OfPlaces(pipeline).Concat(OfInputs(pipeline, defaultPipeline)).Concat(OfOutputs(pipeline, resolver)).Concat(OfSilences(pipeline)))
            .Concat(OfUnused(pipelines, sizes))
            .Concat(OfSizes(pipelines, sizes));
        return
        [
            .. all.Select(one => new BandsWarning(one.At.File, one.At.Line, one.At.Column, one.Message))
                .OrderBy(warning => warning.File, StringComparer.Ordinal).ThenBy(warning => warning.Line).ThenBy(warning => warning.Column),
        ];
    }

    private static IEnumerable<(ConfigNode At, string Message)> OfInputs(BoundPipeline pipeline, string? defaultPipeline) =>
        pipeline.Band.Inputs.Count > 0 || pipeline.Band.Name == defaultPipeline
            ? []
            : [(pipeline.At, $"The pipeline '{pipeline.Band.Name}' has no inputs, so no object belongs to it and nothing is compared.")];

    private static IEnumerable<(ConfigNode At, string Message)> OfPlaces(BoundPipeline pipeline)
    {
        foreach ((PipelineInput place, ConfigNode at) in pipeline.Band.Inputs.Zip(pipeline.InputPlaces).Concat(pipeline.Band.Outputs.Zip(pipeline.OutputPlaces)))
        {
            if (BucketName.Problem(place.BucketStart, place.IsPattern) is { } problem)
            {
                yield return (at, $"Amazon S3 has no bucket '{place.Bucket}': {problem}. Nothing will match it, unless it is of another store.");
            }

            string? prefix = place.Prefix.StartsWith('/') ? "begins with '/', and most keys do not: only those that do will match"
                : place.Prefix.Contains('*', StringComparison.Ordinal) ? "holds a '*', which stands for itself here: only keys with a '*' will match"
                : place.Prefix.StartsWith("s3:", StringComparison.OrdinalIgnoreCase) ? "begins like an address; what keys begin with is meant, without the bucket"
                : HasEscape(place.Prefix) ? "holds a '%' with two digits, as keys in notifications have it; keys are decoded before they are compared, so write the letter itself"
                : null;
            if (prefix is not null)
            {
                yield return (at, $"The prefix '{place.Prefix}' {prefix}.");
            }
        }
    }

    // Of two pipelines in a row, the second one's input should say so. The default takes it in silence.
    private static IEnumerable<(ConfigNode At, string Message)> OfOutputs(BoundPipeline pipeline, PipelineResolver inputs) => pipeline.Band.Outputs
        .Zip(pipeline.OutputPlaces)
        .Select(one => (one.First, At: one.Second, Reader: inputs.Resolve(one.First.BucketStart, one.First.Prefix)))
        .Where(one => one.Reader is not null && !one.Reader.Inputs.Any(input => IsIn(one.First, input)))
        .Select(one => (one.At, $"No input matches '{one.First}', so what '{pipeline.Band.Name}' writes is work of the default pipeline '{one.Reader!.Name}'."));

    private static bool IsIn(PipelineInput place, PipelineInput input) =>
        place.Prefix.StartsWith(input.Prefix, StringComparison.Ordinal)
        && (place.Bucket == input.Bucket || (input.IsPattern && place.BucketStart.StartsWith(input.BucketStart, StringComparison.Ordinal)));

    private static IEnumerable<(ConfigNode At, string Message)> OfSilences(BoundPipeline pipeline) => pipeline.Band.Silences
        .Zip(pipeline.SilencePlaces)
        .Where(one => one.First.To - one.First.From > LongSilence)
        .Select(one => (one.Second, $"Nothing is sent of '{pipeline.Band.Name}' for {(one.First.To - one.First.From).TotalDays:0} days."));

    private static IEnumerable<(ConfigNode At, string Message)> OfUnused(IReadOnlyCollection<BoundPipeline> pipelines, BandSizes sizes)
    {
        var used = pipelines.Select(pipeline => pipeline.BandName).ToHashSet(StringComparer.Ordinal);
        return sizes.All
            .Where(band => !used.Contains(band.Name))
            .Select(band => (band.At, $"No pipeline has the band '{band.Name}'; alerts may name it as the band that would do."));
    }

    private static IEnumerable<(ConfigNode At, string Message)> OfSizes(IReadOnlyCollection<BoundPipeline> pipelines, BandSizes sizes)
    {
        (Throughput Throughput, string Name, ConfigNode At)[] all =
        [
            .. sizes.All.Where(band => band.Throughput is not null).Select(band => (band.Throughput!.Value, $"the band '{band.Name}'", band.At)),
            .. pipelines.Where(pipeline => pipeline.BandName is null).Select(pipeline => (pipeline.Band.Throughput, $"the pipeline '{pipeline.Band.Name}'", pipeline.At)),
        ];
        if (all.Length > 1)
        {
            (Throughput least, string small, _) = all.MinBy(one => one.Throughput.BytesPerHour);
            (Throughput most, string large, ConfigNode at) = all.MaxBy(one => one.Throughput.BytesPerHour);
            if (most.BytesPerHour / SuspectFactor > least.BytesPerHour || (most.BytesPerHour / SuspectFactor == least.BytesPerHour && most.BytesPerHour % SuspectFactor > 0))
            {
                yield return (at, $"{char.ToUpperInvariant(large[0])}{large[1..]} takes more than {SuspectFactor} times what {small} takes ({most} and {least}). Is each unit right?");
            }
        }

        // 150 GB/h and 150 GiB/h: one of the two is most likely a slip.
        Dictionary<string, BoundBand> byDigits = new(StringComparer.Ordinal);
        foreach (BoundBand band in sizes.All.Where(band => band.Throughput is not null))
        {
            string text = string.Concat(band.Text.Where(letter => letter is not (' ' or 'i')));
            if (!byDigits.TryAdd(text, band) && byDigits[text] is var other && other.Throughput != band.Throughput)
            {
                yield return (band.At, $"The bands '{other.Name}' and '{band.Name}' differ in the family of their unit alone ({other.Text} and {band.Text}). Is that meant?");
            }
        }
    }

    private static bool HasEscape(string prefix)
    {
        for (int at = prefix.IndexOf('%', StringComparison.Ordinal); at >= 0; at = prefix.IndexOf('%', at + 1))
        {
            if (at + 2 < prefix.Length && char.IsAsciiHexDigit(prefix[at + 1]) && char.IsAsciiHexDigit(prefix[at + 2]))
            {
                return true;
            }
        }

        return false;
    }
}
