using S3Snowplow.Capacity;

namespace S3Snowplow.CapacitySample;

/// <summary>Reads a file of bands and says what is in it and what is most likely not meant, or all that is wrong.</summary>
internal static class CheckRun
{
    public static int Run(string file, TextWriter output, TextWriter errors)
    {
        if (Load(file, errors) is not { } bands)
        {
            return 2;
        }

        foreach (PipelineBand pipeline in bands.Pipelines)
        {
            string owners = string.Concat(
                pipeline.Rhythm is { } rhythm ? $", rhythm {rhythm.TotalMinutes:0} min" : "",
                pipeline.MaxBehind is { } behind ? $", max_behind {behind.TotalMinutes:0} min" : "",
                pipeline.Outputs.Count > 0 ? $", outputs {string.Join(" ", pipeline.Outputs)}" : "",
                pipeline.Owner is { } owner ? $", owner {owner}" : "");
            output.WriteLine($"{pipeline.Name}: {pipeline.Band}, {pipeline.Throughput}, inputs {string.Join(" ", pipeline.Inputs)}{owners}{(pipeline == bands.Default ? " (default)" : "")}");
        }

        foreach (BandsWarning warning in bands.Warnings)
        {
            output.WriteLine($"{warning.File}:{warning.Line}:{warning.Column}: warning: {warning.Message}");
        }

        output.WriteLine(bands.Warnings.Count == 0 ? $"{file}: {bands.Pipelines.Count} pipelines, nothing wrong." : $"{file}: {bands.Pipelines.Count} pipelines, usable, {bands.Warnings.Count} warnings.");
        return 0;
    }

    /// <summary>The bands of a file, or <see langword="null"/> where it said what is wrong.</summary>
    public static CapacityBands? Load(string file, TextWriter errors)
    {
        try
        {
            return CapacityBands.Parse(File.ReadAllText(file), file);
        }
        catch (BandsException exception)
        {
            errors.WriteLine(exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(exception.Message);
        }

        return null;
    }
}
