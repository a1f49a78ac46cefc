using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>Reads a file of bands, or a folder with the default layout, and says what is in it, what is wrong, and what is most often a mistake.</summary>
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

        foreach (BandsError error in bands.Errors)
        {
            errors.WriteLine(error);
        }

        foreach (BandsWarning warning in bands.Warnings)
        {
            errors.WriteLine($"Warning: {warning}");
        }

        output.WriteLine($"{file}: {bands.Pipelines.Count} pipelines, {(bands.Errors.Count > 0 ? "some files of others are not usable" : bands.Warnings.Count > 0 ? "usable" : "nothing wrong")}{(bands.Warnings.Count > 0 ? $", {bands.Warnings.Count} warnings" : "")}.");
        return bands.Errors.Count > 0 ? 2 : 0;
    }

    /// <summary>The bands of a file, or <see langword="null"/> where it said what is wrong.</summary>
    public static CapacityBands? Load(string file, TextWriter errors)
    {
        try
        {
            return Directory.Exists(file) ? new BandsFolderLayout().ReadAsync(file).GetAwaiter().GetResult() : CapacityBands.Parse(File.ReadAllText(file), file);
        }
        catch (BandsException exception)
        {
            errors.WriteLine(exception.Message);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            errors.WriteLine($"The bands '{file}' cannot be read: there is no such file or folder. Nothing was done.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"The bands '{file}' cannot be read: {exception.Message} Nothing was done.");
        }

        return null;
    }
}
