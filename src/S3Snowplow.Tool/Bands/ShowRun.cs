using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Tool;

/// <summary>Shows what is in a file of bands, or in a folder with the default layout.</summary>
internal static class ShowRun
{
    /// <summary>Shows it.</summary>
    public static async Task<int> RunAsync(string file, ToolConsole console, CancellationToken cancellationToken)
    {
        if (await CheckRun.LoadAsync(file, console, cancellationToken) is not { } bands)
        {
            return ExitCode.Refused;
        }

        console.Table(
            ["Pipeline", "Band", "Takes", "Inputs", "Outputs", "Max behind", "Rhythm", "Owner", "Alerts"],
            bands.Pipelines.Select(pipeline => (IReadOnlyList<string>)
            [
                AlertWords.Name(pipeline.Name) + (pipeline == bands.Default ? " (default)" : ""),
                AlertWords.Name(pipeline.Band) + (pipeline.Instances > 1 ? $" x {pipeline.Instances}" : ""),
                AlertWords.Rate(pipeline.Throughput),
                Places(pipeline.Inputs),
                Places(pipeline.Outputs),
                pipeline.MaxBehind is { } behind ? AlertWords.Minutes((long)behind.TotalMinutes) : "-",
                pipeline.Rhythm is { } rhythm ? AlertWords.Minutes((long)rhythm.TotalMinutes) : "found",
                pipeline.Owner is { } owner ? AlertWords.Name(owner) : "-",
                pipeline.Alerts.Count > 0 ? string.Join(" ", pipeline.Alerts.Select(AlertWords.Name)) : "all",
            ]),
            2, 5, 6);
        foreach (BandsError error in bands.Errors)
        {
            await console.Errors.WriteLineAsync(error.ToString());
        }

        console.Json(new ShowJson(
            file,
            [.. bands.Sizes.OrderBy(size => size.Key, StringComparer.Ordinal).Select(size => new SizeJson(size.Key, size.Value.BytesPerHour, AlertWords.Rate(size.Value)))],
            [.. bands.Pipelines.Select(pipeline => Of(pipeline, pipeline == bands.Default))]));
        return bands.Errors.Count > 0 ? ExitCode.Failed : ExitCode.Success;
    }

    private static string Places(IReadOnlyList<PipelineInput> places) => places.Count == 0 ? "-" : string.Join(" ", places.Select(place => AlertWords.Name(place.ToString())));

    private static ShownPipelineJson Of(PipelineBand pipeline, bool isDefault) => new(
        pipeline.Name,
        pipeline.Band,
        pipeline.Instances,
        pipeline.Throughput.BytesPerHour,
        AlertWords.Rate(pipeline.Throughput),
        [.. pipeline.Inputs.Select(input => new PlaceJson(input.Bucket, input.Prefix))],
        [.. pipeline.Outputs.Select(output => new PlaceJson(output.Bucket, output.Prefix))],
        (int?)pipeline.MaxBehind?.TotalMinutes,
        (int?)pipeline.Rhythm?.TotalMinutes,
        pipeline.Owner,
        pipeline.Runbook?.AbsoluteUri,
        pipeline.Alerts,
        [.. pipeline.Silences.Select(silence => new SilenceJson(silence.From, silence.To, silence.Reason))],
        isDefault);
}

/// <summary>The answer of <c>bands show --json</c>.</summary>
internal sealed record ShowJson(string File, IReadOnlyList<SizeJson> Bands, IReadOnlyList<ShownPipelineJson> Pipelines);

/// <summary>A size.</summary>
internal sealed record SizeJson(string Name, long BytesPerHour, string Throughput);

/// <summary>A pipeline; lengths of time are in minutes.</summary>
internal sealed record ShownPipelineJson(
    string Name,
    string Band,
    int Instances,
    long BytesPerHour,
    string Throughput,
    IReadOnlyList<PlaceJson> Inputs,
    IReadOnlyList<PlaceJson> Outputs,
    int? MaxBehindMinutes,
    int? RhythmMinutes,
    string? Owner,
    string? Runbook,
    IReadOnlyList<string> Alerts,
    IReadOnlyList<SilenceJson> Silences,
    bool IsDefault);

/// <summary>A bucket and a prefix.</summary>
internal sealed record PlaceJson(string Bucket, string Prefix);

/// <summary>A time in which nothing is sent.</summary>
internal sealed record SilenceJson(DateTimeOffset From, DateTimeOffset To, string? Reason);
