namespace S3Snowplow.Capacity.Reading;

/// <summary>The sizes that pipelines can name.</summary>
/// <param name="bands">By name.</param>
/// <param name="where">Where they stand, for messages.</param>
/// <param name="areKnown">Whether the list of names is whole; where it is not, an error was told, and a name that is not in it is no fault of a pipeline's.</param>
internal sealed class BandSizes(Dictionary<string, BoundBand> bands, bool areKnown, string where = "this file")
{
    /// <summary>All of them, in the order of the file.</summary>
    public IReadOnlyCollection<BoundBand> All => bands.Values;

    /// <summary>Whether the list of names is whole.</summary>
    public bool AreKnown { get; } = areKnown;

    /// <summary>Where they stand, for messages.</summary>
    public string Where => where;

    /// <summary>What to write for a size, for messages.</summary>
    public string Allowed => bands.Count == 0 ? "a throughput, such as 150 GB/h" : $"{ConfigChecks.Shown(bands.Keys)}, or a throughput such as 150 GB/h";

    /// <summary>The usable ones.</summary>
    public Dictionary<string, Throughput> Usable =>
        bands.Values.Where(band => band.Throughput is not null).ToDictionary(band => band.Name, band => band.Throughput!.Value, StringComparer.Ordinal);

    public BoundBand? Find(string name) => bands.GetValueOrDefault(name);
}
