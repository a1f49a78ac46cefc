using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;

namespace S3Snowplow.Tool;

/// <summary>Reads a data file of an inventory in the format CSV: packed with gzip, of one member or several, without a header, every field in quotes, keys URL-encoded.</summary>
/// <remarks>Streamed: a file may have gigabytes. Source: Amazon S3 User Guide, "Amazon S3 Inventory list".</remarks>
/// <param name="schema">The manifest's <c>fileSchema</c>: which column stands where.</param>
internal sealed class InventoryCsv(string schema)
{
    private readonly string[] _columns = schema.Split(',', StringSplitOptions.TrimEntries);

    /// <summary>Whether a column is there.</summary>
    public bool Has(string column) => _columns.Contains(column, StringComparer.OrdinalIgnoreCase);

    /// <summary>The rows.</summary>
    /// <exception cref="FormatException">It is no such file; the message has the row's number.</exception>
    public async IAsyncEnumerable<InventoryRow> ReadAsync(Stream file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var unpacked = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        await using ConfiguredAsyncDisposable closing = unpacked.ConfigureAwait(false);
        using var text = new StreamReader(unpacked, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: true, bufferSize: 64 * 1024);
        var fields = new CsvFields(text);
        for (long number = 1; await ReadFieldsAsync(fields, number, cancellationToken).ConfigureAwait(false); number++)
        {
            yield return Row(fields.Values, number);
        }
    }

    private static async ValueTask<bool> ReadFieldsAsync(CsvFields fields, long number, CancellationToken cancellationToken)
    {
        try
        {
            return await fields.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"row {number}: {(exception is FormatException ? exception.Message : "the file is not packed with gzip, or broken")}"), exception);
        }
    }

    private InventoryRow Row(List<string> values, long number)
    {
        if (values.Count != _columns.Length)
        {
            throw Wrong(number, string.Create(CultureInfo.InvariantCulture, $"has {values.Count} fields, and the manifest names {_columns.Length} columns"));
        }

        var row = new InventoryRow();
        for (int i = 0; i < values.Count; i++)
        {
            string value = values[i];
            if (value.Length == 0)
            {
                continue;
            }

            switch (_columns[i])
            {
                case InventoryColumns.Bucket:
                    row.Bucket = value;
                    break;
                case InventoryColumns.Key:
                    (row.Key, row.IsKeyLost) = ListedKey.Read(value, isEncoded: true);
                    break;
                case InventoryColumns.VersionId:
                    row.VersionId = value;
                    break;
                case InventoryColumns.IsLatest:
                    row.IsLatest = Flag(value, number, "IsLatest");
                    break;
                case InventoryColumns.IsDeleteMarker:
                    row.IsDeleteMarker = Flag(value, number, "IsDeleteMarker");
                    break;
                case InventoryColumns.Size:
                    row.Size = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : throw Wrong(number, "has a Size that is no number");
                    break;
                case InventoryColumns.LastModifiedDate:
                    row.LastModified = DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
                        ? time
                        : throw Wrong(number, "has a LastModifiedDate that is no time");
                    break;
                case InventoryColumns.ETag:
                    row.ETag = value;
                    break;
                case InventoryColumns.IsMultipartUploaded:
                    row.IsMultipart = Flag(value, number, "IsMultipartUploaded");
                    break;
            }
        }

        return row;
    }

    private static bool Flag(string value, long number, string column) => bool.TryParse(value, out bool flag) ? flag : throw Wrong(number, $"has an {column} that is neither true nor false");

    private static FormatException Wrong(long number, string what) => new(string.Create(CultureInfo.InvariantCulture, $"row {number} {what}"));
}
