using S3Snowplow.Capacity;

namespace S3Snowplow.CapacitySample;

/// <summary>Reads a file of bands and says what is in it, or all that is wrong.</summary>
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
            output.WriteLine($"{pipeline.Name}: {pipeline.Band}, {pipeline.Throughput}, inputs {string.Join(" ", pipeline.Inputs)}{(pipeline == bands.Default ? " (default)" : "")}");
        }

        output.WriteLine($"{file}: {bands.Pipelines.Count} pipelines, nothing wrong.");
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
