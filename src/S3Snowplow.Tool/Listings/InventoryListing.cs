using System.Globalization;
using System.Runtime.CompilerServices;

namespace S3Snowplow.Tool;

/// <summary>What S3 Inventory says lies in a bucket: one manifest, or several of different buckets or configurations.</summary>
/// <remarks>
/// An inventory whose files are not all there, or are not what the manifest says, is no answer at all: a smaller one would pass for the truth. What lies near its making may be wrong, so that it tells the truth until
/// six hours before. Source: Amazon S3 User Guide, "Amazon S3 Inventory".
/// </remarks>
internal sealed class InventoryListing : IObjectListing
{
    private const int RowsPerPage = 1000;

    private static readonly TimeSpan Uncertain = TimeSpan.FromHours(6);

    private readonly IReadOnlyList<Part> _parts;
    private readonly string _prefix;

    private InventoryListing(IReadOnlyList<Part> parts, string prefix)
    {
        (_parts, _prefix) = (parts, prefix);
        string what = string.Join(" and ", parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"bucket {part.Manifest.SourceBucket} of {part.Manifest.Created:yyyy-MM-dd'T'HH:mm'Z'}")));
        Name = $"inventory of {what}{(prefix.Length > 0 ? $", prefix {prefix}" : "")}";
        Identity = $"inventory of {what} ({string.Join(", ", parts.Select(part => part.Manifest.OwnPrefix ?? part.Manifest.Format))}), prefix '{prefix}'";
        AsOf = parts.Min(part => part.Manifest.Created) - Uncertain;
        HasVersions = parts.Any(part => part.HasVersions);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <inheritdoc/>
    public DateTimeOffset AsOf { get; }

    /// <inheritdoc/>
    public bool HasVersions { get; }

    /// <summary>Reads the manifests and checks what can be checked before a row is read.</summary>
    /// <param name="manifests">Files, or <c>s3://BUCKET/KEY</c>.</param>
    /// <param name="prefix">Only keys that begin with this; empty: all.</param>
    /// <param name="client">Makes what asks the store where a manifest is in one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ListingException">One cannot be read, or not all that it names is there and right.</exception>
    public static async Task<InventoryListing> OpenAsync(IReadOnlyList<string> manifests, string prefix, Func<StoreClient> client, CancellationToken cancellationToken)
    {
        List<Part> parts = [];
        try
        {
            foreach (string path in manifests)
            {
                Part part = await OpenAsync(path, client, cancellationToken).ConfigureAwait(false);
                parts.Add(part);
                if (parts.Find(other => other != part && other.Manifest.SourceBucket == part.Manifest.SourceBucket && other.Manifest.OwnPrefix == part.Manifest.OwnPrefix) is { } other)
                {
                    throw new ListingException($"--inventory names two inventories of one configuration, of {other.Manifest.Created:yyyy-MM-dd'T'HH:mm'Z'} and {part.Manifest.Created:yyyy-MM-dd'T'HH:mm'Z'}: what lies in both would count twice. Leave one out.");
                }
            }

            return new InventoryListing(parts, prefix);
        }
        catch
        {
            parts.ForEach(part => part.Source.Dispose());
            throw;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListingPage> ReadAsync(ListingCursor? resume, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListingCursor cursor = resume ?? new ListingCursor(Identity, AsOf, "");
        (string Path, InventoryFile File, Part Part)[] files = [.. _parts.SelectMany(part => part.Manifest.Files.Select(file => ($"{part.Manifest.SourceBucket}: {file.Key}", file, part)))];
        int first = resume?.File is { } at ? Array.FindIndex(files, file => file.Path == at) : 0;
        if (first < 0)
        {
            throw new ListingException($"{Name} cannot be read on: the cursor's file is not in it. Begin anew, with another --cursor.");
        }

        long total = 0;
        for (int i = first; i < files.Length; i++)
        {
            (string path, InventoryFile file, Part part) = files[i];
            long skipped = i == first && resume?.File is not null ? resume.Row : 0, row = 0;
            var page = new List<ListedObject>(RowsPerPage);
            IAsyncEnumerator<InventoryRow> rows = Rows(part, file, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using ConfiguredAsyncDisposable closing = rows.ConfigureAwait(false);
            while (await NextAsync(rows, file, total, cancellationToken).ConfigureAwait(false))
            {
                row++;
                if (row <= skipped)
                {
                    continue;
                }

                ListedObject listed = Listed(rows.Current, part, file, row, total);
                total++;
                cursor = cursor with { File = path, Row = row, LastKey = listed.Key };
                if (Counts(listed, part))
                {
                    page.Add(listed);
                }

                if (page.Count == RowsPerPage)
                {
                    yield return new ListingPage(page, cursor);
                    page = new List<ListedObject>(RowsPerPage);
                }
            }

            cursor = cursor with { File = path, Row = Math.Max(row, skipped), IsComplete = i == files.Length - 1 };
            yield return new ListingPage(page, cursor);
        }

        if (files.Length == 0)
        {
            yield return new ListingPage([], cursor with { IsComplete = true });
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (Part part in _parts)
        {
            part.Source.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    // What S3 writes of the bucket into the bucket is no input of anybody's.
    private bool Counts(in ListedObject listed, Part part) =>
        listed.Key.StartsWith(_prefix, StringComparison.Ordinal)
        && !(part.Manifest.DestinationBucket == part.Manifest.SourceBucket && part.Manifest.OwnPrefix is { } own && listed.Key.StartsWith(own, StringComparison.Ordinal));

    private static async IAsyncEnumerable<InventoryRow> Rows(Part part, InventoryFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Stream content = await part.Source.OpenAsync(file, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = content.ConfigureAwait(false);
        if (part.Csv is null && InventoryColumns.Missing(await InventoryParquet.ColumnsAsync(content, cancellationToken).ConfigureAwait(false)) is { } missing)
        {
            throw new FormatException(missing);
        }

        await foreach (InventoryRow row in (part.Csv?.ReadAsync(content, cancellationToken) ?? InventoryParquet.ReadAsync(content, cancellationToken)).ConfigureAwait(false))
        {
            yield return row;
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<InventoryRow> rows, InventoryFile file, long total, CancellationToken cancellationToken)
    {
        try
        {
            return await rows.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or FormatException && !cancellationToken.IsCancellationRequested)
        {
            throw Stopped(file, total, exception);
        }
    }

    private ListedObject Listed(in InventoryRow row, Part part, InventoryFile file, long number, long total)
    {
        try
        {
            return row.Listed(part.Manifest.SourceBucket, number);
        }
        catch (FormatException exception)
        {
            throw Stopped(file, total, exception);
        }
    }

    private ListingException Stopped(InventoryFile file, long total, Exception exception) => new(
        string.Create(CultureInfo.InvariantCulture, $"The {Name} could not be read to its end: {file.Name}: {exception.Message.TrimEnd('.')}. {total:N0} rows were read before it."), exception)
    {
        HasRead = total > 0,
    };

    private static async Task<Part> OpenAsync(string path, Func<StoreClient> client, CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // The part owns it; if no part is made, it is disposed of below.
        InventorySource source = InventorySource.Of(path, client);
#pragma warning restore CA2000
        try
        {
            InventoryManifest manifest = InventoryManifest.Read(await source.ReadManifestAsync(cancellationToken).ConfigureAwait(false));
            Part part = PartOf(source, manifest);
            await source.CheckAsync(manifest, cancellationToken).ConfigureAwait(false);
            return part.Csv is null ? await ParquetAsync(part, cancellationToken).ConfigureAwait(false) : part;
        }
        catch (Exception exception)
        {
            source.Dispose();
            throw exception is IOException or UnauthorizedAccessException or FormatException
                ? new ListingException($"The inventory {path} cannot be read: {exception.Message.TrimEnd('.')}. Nothing of it was read.", exception)
                : exception;
        }
    }

    private static Part PartOf(InventorySource source, InventoryManifest manifest)
    {
        switch (manifest.Format.ToUpperInvariant())
        {
            case "CSV":
                var csv = new InventoryCsv(manifest.Schema);
                return InventoryColumns.Missing(csv.Has) is { } missing ? throw new FormatException(missing) : new Part(source, manifest, csv, csv.Has(InventoryColumns.VersionId));
            case "PARQUET":
                return new Part(source, manifest, null, HasVersions: false);
            default:
                throw new FormatException($"it is written in {manifest.Format}, which is not read here. Set the format of the inventory's configuration to Parquet or CSV, and take the next inventory");
        }
    }

    // The columns are those of the files, not of the manifest's wording.
    private static async Task<Part> ParquetAsync(Part part, CancellationToken cancellationToken)
    {
        if (part.Manifest.Files.Count == 0)
        {
            return part;
        }

        Stream first = await part.Source.OpenAsync(part.Manifest.Files[0], cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = first.ConfigureAwait(false);
        Func<string, bool> has = await InventoryParquet.ColumnsAsync(first, cancellationToken).ConfigureAwait(false);
        return InventoryColumns.Missing(has) is { } missing ? throw new FormatException(missing) : part with { HasVersions = has(InventoryColumns.VersionId) };
    }

    /// <summary>One manifest. Without a reader of CSV it is Parquet.</summary>
    private sealed record Part(InventorySource Source, InventoryManifest Manifest, InventoryCsv? Csv, bool HasVersions);
}
