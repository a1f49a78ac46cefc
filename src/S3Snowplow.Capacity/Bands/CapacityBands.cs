using System.Security.Cryptography;
using System.Text;
using S3Snowplow.Capacity.Reading;

namespace S3Snowplow.Capacity;

/// <summary>What every pipeline can take, and which objects are whose: the content of a <c>bands.yml</c>. Never changes.</summary>
/// <remarks>
/// <code>
/// bands:
///   small: 150 GB/h                # or { throughput: 150 GB/h }
/// pipelines:
///   ops1:
///     band: small                  # a band, or a throughput of its own
///     inputs:
///       - { bucket: acme-raw, prefix: enriched/good/ }
/// default: ops1                    # optional: whose is what no input matches
/// </code>
/// All that can be written is in <c>docs/bands.md</c>. JSON, tfvars and HOCON of the same shape are read where the file's name ends accordingly. It is the full
/// state: a pipeline that is no longer there is gone.
/// </remarks>
public sealed class CapacityBands
{
    private readonly PipelineResolver _resolver;
    private readonly PipelineResolver _outputs;
    private readonly Dictionary<string, PipelineBand> _byName;

    internal CapacityBands(IReadOnlyList<PipelineBand> pipelines, string? defaultPipeline, string contentHash, IReadOnlyDictionary<string, Throughput>? sizes = null)
    {
        Pipelines = pipelines;
        Sizes = sizes ?? new Dictionary<string, Throughput>(StringComparer.Ordinal);
        ContentHash = contentHash;
        _byName = pipelines.ToDictionary(pipeline => pipeline.Name, StringComparer.Ordinal);
        Default = defaultPipeline is null ? null : _byName[defaultPipeline];
        _resolver = new PipelineResolver(pipelines, pipeline => pipeline.Inputs, Default);
        _outputs = new PipelineResolver(pipelines, pipeline => pipeline.Outputs, defaultPipeline: null);
    }

    /// <summary>The pipelines, in the order of the file.</summary>
    public IReadOnlyList<PipelineBand> Pipelines { get; }

    /// <summary>What each named size takes, whether a pipeline has it or not.</summary>
    public IReadOnlyDictionary<string, Throughput> Sizes { get; }

    /// <summary>The pipeline of objects that no input matches; <see langword="null"/> where such objects belong to none.</summary>
    public PipelineBand? Default { get; }

    /// <summary>SHA-256 of the text, in lower-case hexadecimal digits.</summary>
    public string ContentHash { get; }

    /// <summary>What is allowed, and most often a mistake; in the order of files and places. It keeps nothing from taking effect.</summary>
    public IReadOnlyList<BandsWarning> Warnings { get; internal init; } = [];

    /// <summary>
    /// What is wrong in files of a folder whose pipelines are therefore as they were before, or missing where there was no version before; 20 at most. Empty for a single file,
    /// which is refused as a whole.
    /// </summary>
    public IReadOnlyList<BandsError> Errors { get; internal init; } = [];

    /// <summary>Reads bands.</summary>
    /// <param name="text">The whole text; at most 16 Mi characters.</param>
    /// <param name="file">The file's name for messages; its ending tells the format: <c>.json</c>, <c>.jsonc</c>, <c>.tfvars</c>, <c>.conf</c>, <c>.hocon</c>, else YAML.</param>
    /// <exception cref="BandsException">
    /// Something is wrong: units, unknown bands or members, no pipeline at all, inputs of two pipelines that are equal or cross, keys that come twice, tabs. Every error has
    /// its place and what is allowed there.
    /// </exception>
    public static CapacityBands Parse(string text, string file = "bands.yml")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(file);

        var errors = new BandsErrors(file);
        var binder = new BandsBinder(errors);
        ConfigNode root = ConfigText.Read(text, file);
        new ConfigChecks(errors).Members(root, "bands", "pipelines", "default");
        BandSizes sizes = binder.Bands(root.Find("bands"));
        List<BoundPipeline> pipelines = binder.Pipelines(root, sizes);
        string? defaultPipeline = binder.Default(root.Find("default"), root.Find("pipelines") is { } map ? [.. map.Members.Select(member => member.Key.Text)] : []);

        // What is left out for an error may be the one that settles an overlap.
        if (!errors.Any)
        {
            foreach (Overlap overlap in InputOverlap.Find(pipelines))
            {
                errors.Add(overlap.At, overlap.Message);
            }

            foreach ((_, ConfigNode at, string message) in OutputLoop.Find(pipelines, pipelines.Find(one => one.Band.Name == defaultPipeline)?.Band))
            {
                errors.Add(at, message);
            }
        }

        errors.ThrowIfAny();
        return new CapacityBands([.. pipelines.Select(one => one.Band)], defaultPipeline, HashOf(text), sizes.Usable)
        {
            Warnings = BandsWarnings.Of(pipelines, sizes, defaultPipeline),
        };
    }

    /// <summary>The pipeline with this name, or <see langword="null"/>.</summary>
    public PipelineBand? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// The pipeline that an object belongs to: of the inputs that match, the one with the longest bucket (a bucket's own name before any pattern), then with
    /// the longest prefix. Where none matches, <see cref="Default"/>.
    /// </summary>
    /// <param name="bucket">The bucket's name.</param>
    /// <param name="key">The decoded key.</param>
    public PipelineBand? Resolve(ReadOnlySpan<char> bucket, ReadOnlySpan<char> key) => _resolver.Resolve(bucket, key);

    /// <summary>The pipeline whose work an object is: as <see cref="Resolve"/>, among the outputs. Where none matches, <see langword="null"/>.</summary>
    /// <param name="bucket">The bucket's name.</param>
    /// <param name="key">The decoded key.</param>
    internal PipelineBand? ResolveOutput(ReadOnlySpan<char> bucket, ReadOnlySpan<char> key) => _outputs.Resolve(bucket, key);

    /// <summary>The hash of a text, as in <see cref="ContentHash"/>.</summary>
    internal static string HashOf(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))).ToLowerInvariant();
}
