using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>Reads a file of bands, or a folder with the default layout, and says what is in it, what is wrong, and what is most often a mistake.</summary>
internal static class CheckRun
{
    private static readonly string[] Endings = [".yml", ".yaml", ".json", ".jsonc", ".tfvars", ".conf", ".hocon"];

    /// <summary>Checks.</summary>
    public static async Task<int> RunAsync(string file, ToolConsole console, CancellationToken cancellationToken)
    {
        if (await ReadAsync(file, console.Errors, cancellationToken) is not { } read)
        {
            console.Json(new CheckJson(file, IsUsable: false, 0, [], [], "The bands cannot be read; the reason stands on standard error."));
            return ExitCode.Refused;
        }

        (CapacityBands? bands, IReadOnlyList<BandsError> errors) = read;
        foreach (BandsError error in errors)
        {
            await console.Errors.WriteLineAsync(error.ToString());
        }

        foreach (BandsWarning warning in bands?.Warnings ?? [])
        {
            await console.Errors.WriteLineAsync($"Warning: {warning}");
        }

        if (bands is not null)
        {
            await console.Output.WriteLineAsync($"{file}: {CountText.Of(bands.Pipelines.Count, "pipeline")}, {(errors.Count > 0 ? "some files of others are not usable" : bands.Warnings.Count > 0 ? "usable" : "nothing wrong")}{(bands.Warnings.Count > 0 ? $", {CountText.Of(bands.Warnings.Count, "warning")}" : "")}. See them with s3snowplow bands show {file}");
        }

        console.Json(new CheckJson(file, bands is not null, bands?.Pipelines.Count ?? 0, errors, bands?.Warnings ?? [], null));
        return errors.Count > 0 ? ExitCode.Refused : ExitCode.Success;
    }

    /// <summary>The bands of a file, or <see langword="null"/> where it said what is wrong.</summary>
    public static CapacityBands? Load(string file, TextWriter errors) => LoadAsync(file, errors, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>The bands of a file, or <see langword="null"/> where it said what is wrong.</summary>
    public static Task<CapacityBands?> LoadAsync(string file, ToolConsole console, CancellationToken cancellationToken) => LoadAsync(file, console.Errors, cancellationToken);

    private static async Task<CapacityBands?> LoadAsync(string file, TextWriter errors, CancellationToken cancellationToken)
    {
        if (await ReadAsync(file, errors, cancellationToken) is not { } read)
        {
            return null;
        }

        if (read.Bands is null)
        {
            await errors.WriteLineAsync(new BandsException(read.Errors).Message);
        }

        return read.Bands;
    }

    // Null: what is wrong was said. Else the bands, or the places where something is wrong.
    private static async Task<(CapacityBands? Bands, IReadOnlyList<BandsError> Errors)?> ReadAsync(string file, TextWriter errors, CancellationToken cancellationToken)
    {
        try
        {
            if (!Directory.Exists(file))
            {
                return (CapacityBands.Parse(await File.ReadAllTextAsync(file, cancellationToken), file), []);
            }

            var layout = new BandsFolderLayout();
            if (!Directory.EnumerateFiles(file).Any(path => IsOfPipeline(Path.GetFileName(path), layout)))
            {
                await errors.WriteLineAsync($"The folder '{file}' has no file of a pipeline. Looked for were: {layout.BandsFile} with the sizes, and beside it a file for each pipeline, that ends with {string.Join(", ", Endings)}; not in folders below, and no name that begins with a full stop. Nothing was done.");
                return null;
            }

            CapacityBands bands = await layout.ReadAsync(file, cancellationToken);
            return (bands, bands.Errors);
        }
        catch (BandsException exception) when (exception.Errors.Count > 0)
        {
            return (null, exception.Errors);
        }
        catch (BandsException exception)
        {
            await errors.WriteLineAsync(exception.Message);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            await errors.WriteLineAsync($"The bands '{file}' cannot be read: there is no such file or folder. Nothing was done.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The bands '{file}' cannot be read: {exception.Message} Nothing was done.");
        }

        return null;
    }

    private static bool IsOfPipeline(string name, BandsFolderLayout layout) =>
        name != layout.BandsFile && !name.StartsWith('.') && (Endings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)) || name.EndsWith(".tfvars.json", StringComparison.Ordinal));
}

/// <summary>The answer of <c>bands check --json</c>.</summary>
/// <param name="File">What was checked.</param>
/// <param name="IsUsable">Whether anything of it can take effect.</param>
/// <param name="Pipelines">How many pipelines can.</param>
/// <param name="Errors">What is wrong.</param>
/// <param name="Warnings">What is allowed, and most often a mistake.</param>
/// <param name="Problem">Why it could not be read at all.</param>
internal sealed record CheckJson(string File, bool IsUsable, int Pipelines, IReadOnlyList<BandsError> Errors, IReadOnlyList<BandsWarning> Warnings, string? Problem);
