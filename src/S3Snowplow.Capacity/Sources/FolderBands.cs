using S3Snowplow.Capacity.Reading;

namespace S3Snowplow.Capacity;

/// <summary>The bands of a folder, with what is needed to keep a pipeline as it was where its file is harmed later.</summary>
/// <param name="Bands">The bands.</param>
/// <param name="ByFile">The pipelines of each file, those that were kept included.</param>
/// <param name="Default">The default pipeline.</param>
internal sealed record FolderBands(CapacityBands Bands, IReadOnlyDictionary<string, IReadOnlyList<BoundPipeline>> ByFile, string? Default)
{
    /// <summary>The pipelines that are as they were in an earlier version.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>What is wrong, for people; <see langword="null"/> where nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>The pipelines of a file, as they were.</summary>
    public IReadOnlyList<BoundPipeline> Of(string file) => ByFile.GetValueOrDefault(file, []);
}
