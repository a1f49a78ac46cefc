using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>Reads the bands that the settings name, as far as they are files of this machine.</summary>
internal static class ServeBands
{
    /// <summary>A message for each thing that keeps the bands from being used, and for each channel that they name and that is not set.</summary>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(CapacityOptions options, ServeSettings settings, CancellationToken cancellationToken)
    {
        (CapacityBands? bands, IReadOnlyList<string> wrong) = await ReadAsync(options, settings, cancellationToken);
        if (wrong.Count > 0)
        {
            return wrong;
        }

        HashSet<string> known = new(Channels(settings).Select(channel => channel.Name), StringComparer.Ordinal);
        return
        [
            .. (bands?.Pipelines ?? []).SelectMany(pipeline => pipeline.Alerts.Where(alert => !known.Contains(alert)).Select(alert =>
                $"{Place(options)}: pipeline {pipeline.Name} names the alert channel '{alert}', which is not set; there are: {string.Join(", ", known.Order(StringComparer.Ordinal))}. Set S3Snowplow:Alerts:{alert}.")),
        ];
    }

    /// <summary>The bands, or why they cannot be used; neither of a repository, which may be out of reach for a while.</summary>
    public static async Task<(CapacityBands? Bands, IReadOnlyList<string> Problems)> ReadAsync(CapacityOptions options, ServeSettings settings, CancellationToken cancellationToken)
    {
        string name = options.BandsFile is { Length: > 0 } ? nameof(options.BandsFile) : nameof(options.BandsFolder);
        string path = Place(options);
        try
        {
            return options switch
            {
                { BandsFile.Length: > 0 } => (CapacityBands.Parse(await File.ReadAllTextAsync(path, cancellationToken), path), []),
                { BandsFolder.Length: > 0 } => (await options.Layout.ReadAsync(path, cancellationToken), []),
                _ => (null, []),
            };
        }
        catch (BandsException exception)
        {
            return (null, exception.Errors.Count > 0 ? [.. exception.Errors.Select(error => error.ToString())] : [exception.Message]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string why = exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file or folder" : exception.Message.TrimEnd('.');
            return (null, [settings.Placed("S3Snowplow:Capacity", $"{name} is '{path}', which cannot be read: {why}; allowed: a file of bands, such as s3snowplow bands suggest writes.")]);
        }
    }

    /// <summary>The names and types of the channels: those that are set, and, unless one of their type is set, the log and the event.</summary>
    public static IReadOnlyList<(string Name, string Type)> Channels(ServeSettings settings)
    {
        const string Prefix = "S3Snowplow:Alerts:";
        List<(string Name, string Type)> channels =
        [
            .. settings.Values.Keys.Where(path => path.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)).Select(path => path[Prefix.Length..].Split(':')[0])
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => (name, settings.Value($"{Prefix}{name}:Type") ?? "")),
        ];
        string[] missing = [.. ((string[])["log", "event"]).Where(type => !channels.Any(channel => string.Equals(channel.Type, type, StringComparison.OrdinalIgnoreCase)))];
        return [.. missing.Select(type => (type, type)), .. channels];
    }

    /// <summary>Where the bands are, for people.</summary>
    public static string Place(CapacityOptions options) => options.BandsFile is { Length: > 0 } file ? file
        : options.BandsFolder is { Length: > 0 } folder ? folder
        : $"{Path.GetFileName((options.Git.Repository ?? "").TrimEnd('/'))}, branch {options.Git.Branch}";
}
