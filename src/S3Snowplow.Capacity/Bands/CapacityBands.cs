using System.Security.Cryptography;
using System.Text;
using S3Snowplow.Capacity.Reading;

namespace S3Snowplow.Capacity;

/// <summary>What every pipeline can take, and which objects are whose: the content of a <c>bands.yml</c>. Never changes.</summary>
/// <remarks>
/// <code>
/// bands:
///   small: { throughput: 2 GiB/h }
/// pipelines:
///   ops1:
///     band: small
///     inputs:
///       - { bucket: acme-raw, prefix: enriched/good/ }
/// default: ops1      # optional: whose is what no input matches
/// </code>
/// JSON of the same shape is read where the file's name ends with <c>.json</c>. It is the full state: a pipeline that is no longer there is gone.
/// </remarks>
public sealed class CapacityBands
{
    private readonly PipelineResolver _resolver;
    private readonly Dictionary<string, PipelineBand> _byName;

    internal CapacityBands(IReadOnlyList<PipelineBand> pipelines, string? defaultPipeline, string contentHash, IReadOnlyDictionary<string, Throughput>? sizes = null)
    {
        Pipelines = pipelines;
        Sizes = sizes ?? new Dictionary<string, Throughput>(StringComparer.Ordinal);
        ContentHash = contentHash;
        _byName = pipelines.ToDictionary(pipeline => pipeline.Name, StringComparer.Ordinal);
        Default = defaultPipeline is null ? null : _byName[defaultPipeline];
        _resolver = new PipelineResolver(pipelines, Default);
    }

    /// <summary>The pipelines, in the order of the file.</summary>
    public IReadOnlyList<PipelineBand> Pipelines { get; }

    /// <summary>What each named size takes, whether a pipeline has it or not.</summary>
    public IReadOnlyDictionary<string, Throughput> Sizes { get; }

    /// <summary>The pipeline of objects that no input matches; <see langword="null"/> where such objects belong to none.</summary>
    public PipelineBand? Default { get; }

    /// <summary>SHA-256 of the text, in lower-case hexadecimal digits.</summary>
    public string ContentHash { get; }

    /// <summary>Reads bands.</summary>
    /// <param name="text">The whole text; at most 16 Mi characters.</param>
    /// <param name="file">The file's name for messages; its ending tells JSON from YAML.</param>
    /// <exception cref="BandsException">
    /// Something is wrong: units, unknown bands or members, inputs of two pipelines that are equal or cross, keys that come twice, tabs. Every error has
    /// its place and what is allowed there.
    /// </exception>
    public static CapacityBands Parse(string text, string file = "bands.yml")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(file);

        var errors = new BandsErrors(file);
        var binder = new BandsBinder(errors);
        ConfigNode root = ConfigText.Read(text, file);
        binder.CheckMembers(root, "bands", "pipelines", "default");
        Dictionary<string, Throughput> sizes = binder.Bands(root);
        List<(PipelineBand Pipeline, List<ConfigNode> InputPlaces)> pipelines = binder.Pipelines(root, sizes);
        string? defaultPipeline = binder.Default(root, pipelines.Select(one => one.Pipeline));
        InputOverlap.Check(pipelines, errors);
        errors.ThrowIfAny();
        return new CapacityBands([.. pipelines.Select(one => one.Pipeline)], defaultPipeline, HashOf(text), sizes);
    }

    /// <summary>The pipeline with this name, or <see langword="null"/>.</summary>
    public PipelineBand? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// The pipeline that an object belongs to: of the inputs that match, the one with the longest bucket (a bucket's own name before any pattern), then with
    /// the longest prefix. Where none matches, <see cref="Default"/>.
    /// </summary>
    /// <param name="bucket">The bucket's name.</param>
    /// <param name="key">The decoded key.</param>
    public PipelineBand? Resolve(string bucket, string key) => _resolver.Resolve(bucket, key);

    /// <summary>The hash of a text, as in <see cref="ContentHash"/>.</summary>
    internal static string HashOf(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))).ToLowerInvariant();
}
