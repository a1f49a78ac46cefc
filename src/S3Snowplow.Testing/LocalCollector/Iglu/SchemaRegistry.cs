using System.Reflection;
using System.Text;

namespace S3Snowplow.Testing;

/// <summary>
/// Finds the text of a schema: in the configured folders, then in this assembly, then under the address or vendor that it is an alias of.
/// </summary>
/// <remarks>
/// Folders have the layout of a static Iglu registry, <c>VENDOR/NAME/FORMAT/VERSION</c>, files without extension. They are read anew at
/// each look-up, so that a test may add a file to a running collector. There is no network: an address that none of these knows is unknown.
/// </remarks>
internal sealed class SchemaRegistry
{
    private static readonly Assembly Home = typeof(SchemaRegistry).Assembly;

    private const string Embedded = "Iglu Client Embedded";
    private const string Static = "Local static registry";

    private readonly string[] _folders;
    private readonly Dictionary<string, string> _schemaAliases;
    private readonly Dictionary<string, string> _vendorAliases;

    public SchemaRegistry(LocalCollectorOptions options)
    {
        _folders = [.. options.SchemaFolders];
        _schemaAliases = new(options.SchemaAliases, StringComparer.Ordinal);
        _vendorAliases = new(options.VendorAliases, StringComparer.Ordinal);
        foreach (var folder in _folders)
            if (!Directory.Exists(folder))
                throw new ArgumentException($"The schema folder '{folder}' does not exist.", nameof(options));
        foreach (var (alias, target) in _schemaAliases)
            if (!SchemaKey.TryParse(alias, out _) || !SchemaKey.TryParse(target, out _))
                throw new ArgumentException($"The schema alias '{alias}' = '{target}' needs two addresses of the form iglu:VENDOR/NAME/jsonschema/M-R-A.", nameof(options));
    }

    /// <summary>What the pipeline calls the places that are searched: the schemas of this package, and the configured folders.</summary>
    /// <remarks>Source: recordings of Micro 1.7.2.</remarks>
    public IReadOnlyList<string> Names => _folders.Length == 0 ? [Embedded] : [Embedded, Static];

    /// <summary>Finds a schema.</summary>
    /// <param name="key">The address.</param>
    /// <returns>The schema as JSON text, or <see langword="null"/> where the address is unknown.</returns>
    public string? Find(SchemaKey key)
    {
        if (ReadExactly(key) is { } own)
            return own;
        if (_schemaAliases.TryGetValue(key.ToString(), out var target) && SchemaKey.TryParse(target, out var other))
            return ReadExactly(other);
        return _vendorAliases.TryGetValue(key.Vendor, out var vendor) ? ReadExactly(key with { Vendor = vendor }) : null;
    }

    private string? ReadExactly(SchemaKey key)
    {
        // A vendor may be all dots as far as the grammar goes; it must not become a way out of the folder.
        if (key.Vendor.Trim('.').Length == 0)
            return null;
        foreach (var folder in _folders)
        {
            var file = Path.Combine(folder, key.Vendor, key.Name, key.Format, key.Version);
            if (File.Exists(file))
                return File.ReadAllText(file, Encoding.UTF8);
        }

        using var resource = Home.GetManifestResourceStream($"schemas/{key.Path}");
        if (resource is null)
            return null;
        using var reader = new StreamReader(resource, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
