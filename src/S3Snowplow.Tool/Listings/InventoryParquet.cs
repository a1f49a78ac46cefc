using System.Runtime.CompilerServices;
using Parquet;
using Parquet.Schema;

namespace S3Snowplow.Tool;

/// <summary>Reads a data file of an inventory in the format Parquet, by the column names of its own schema; keys stand there as they are.</summary>
/// <remarks>
/// The manifest's wording of the schema differs between years (<c>UTF8</c>, <c>STRING</c>; <c>TIMESTAMP_MILLIS</c>, <c>TIMESTAMP(MILLIS,true)</c>) and is not compared. Times are in UTC, whatever the column says of
/// itself. One row group is held at a time. Source: Amazon S3 User Guide, "Amazon S3 Inventory list".
/// </remarks>
internal static class InventoryParquet
{
    /// <summary>Which columns a file has.</summary>
    /// <exception cref="FormatException">It is no Parquet.</exception>
    public static async Task<Func<string, bool>> ColumnsAsync(Stream file, CancellationToken cancellationToken)
    {
        ParquetReader reader = await OpenAsync(file, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = reader.ConfigureAwait(false);
        HashSet<string> names = [.. reader.Schema.GetDataFields().Select(field => field.Name)];
        file.Position = 0;
        return column => names.Contains(InventoryColumns.InParquet(column));
    }

    /// <summary>The rows.</summary>
    /// <exception cref="FormatException">It is no such file.</exception>
    public static async IAsyncEnumerable<InventoryRow> ReadAsync(Stream file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ParquetReader reader = await OpenAsync(file, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = reader.ConfigureAwait(false);
        for (int group = 0; group < reader.RowGroupCount; group++)
        {
            InventoryRow[] rows = await ReadGroupAsync(reader, group, cancellationToken).ConfigureAwait(false);
            foreach (InventoryRow row in rows)
            {
                yield return row;
            }
        }
    }

    private static async Task<ParquetReader> OpenAsync(Stream file, CancellationToken cancellationToken)
    {
        try
        {
            return await ParquetReader.CreateAsync(file, leaveStreamOpen: true, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever a broken file makes the reader throw.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            throw new FormatException("it is no Parquet, or broken", exception);
        }
    }

    private static async Task<InventoryRow[]> ReadGroupAsync(ParquetReader reader, int index, CancellationToken cancellationToken)
    {
        try
        {
            using ParquetRowGroupReader group = reader.OpenRowGroupReader(index);
            var rows = new InventoryRow[checked((int)group.RowCount)];
            foreach (DataField field in reader.Schema.GetDataFields())
            {
                if (Array.Find(InventoryColumns.Read, column => InventoryColumns.InParquet(column) == field.Name) is { } column)
                {
                    await ReadColumnAsync(group, field, column, rows, cancellationToken).ConfigureAwait(false);
                }
            }

            return rows;
        }
#pragma warning disable CA1031 // Whatever a broken file makes the reader throw.
        catch (Exception exception) when (exception is not (OperationCanceledException or FormatException))
#pragma warning restore CA1031
        {
            throw new FormatException("its row groups cannot be read", exception);
        }
    }

    private static async Task ReadColumnAsync(ParquetRowGroupReader group, DataField field, string column, InventoryRow[] rows, CancellationToken cancellationToken)
    {
        switch (column)
        {
            case InventoryColumns.Size:
                Set(await LongsAsync(group, field, rows.Length, cancellationToken).ConfigureAwait(false), rows, static (ref InventoryRow row, long? value) => row.Size = value);
                break;
            case InventoryColumns.LastModifiedDate:
                Set(await TimesAsync(group, field, rows.Length, cancellationToken).ConfigureAwait(false), rows, static (ref InventoryRow row, DateTimeOffset? value) => row.LastModified = value);
                break;
            case InventoryColumns.IsLatest:
                Set(await ValuesAsync<bool>(group, field, rows.Length, cancellationToken).ConfigureAwait(false), rows, static (ref InventoryRow row, bool? value) => row.IsLatest = value);
                break;
            case InventoryColumns.IsDeleteMarker:
                Set(await ValuesAsync<bool>(group, field, rows.Length, cancellationToken).ConfigureAwait(false), rows, static (ref InventoryRow row, bool? value) => row.IsDeleteMarker = value);
                break;
            case InventoryColumns.IsMultipartUploaded:
                Set(await ValuesAsync<bool>(group, field, rows.Length, cancellationToken).ConfigureAwait(false), rows, static (ref InventoryRow row, bool? value) => row.IsMultipart = value);
                break;
            default:
                string?[] texts = new string?[rows.Length];
                await group.ReadAsync(field, texts.AsMemory()!, cancellationToken: cancellationToken).ConfigureAwait(false);
                Set(texts, rows, SetterOf(column));
                break;
        }
    }

    private static SetColumn<string?> SetterOf(string column) => column switch
    {
        InventoryColumns.Key => static (ref InventoryRow row, string? value) => (row.Key, row.IsKeyLost) = value is null ? (null, false) : ListedKey.Read(value, isEncoded: false),
        InventoryColumns.Bucket => static (ref InventoryRow row, string? value) => row.Bucket = value,
        InventoryColumns.VersionId => static (ref InventoryRow row, string? value) => row.VersionId = value,
        _ => static (ref InventoryRow row, string? value) => row.ETag = value,
    };

    private static async Task<long?[]> LongsAsync(ParquetRowGroupReader group, DataField field, int count, CancellationToken cancellationToken) => field.ClrType == typeof(int)
        ? Array.ConvertAll(await ValuesAsync<int>(group, field, count, cancellationToken).ConfigureAwait(false), value => (long?)value)
        : await ValuesAsync<long>(group, field, count, cancellationToken).ConfigureAwait(false);

    // A number without a type is milliseconds; a time of no kind is in UTC all the same.
    private static async Task<DateTimeOffset?[]> TimesAsync(ParquetRowGroupReader group, DataField field, int count, CancellationToken cancellationToken) => field.ClrType == typeof(long)
        ? Array.ConvertAll(await ValuesAsync<long>(group, field, count, cancellationToken).ConfigureAwait(false), value => value is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : (DateTimeOffset?)null)
        : Array.ConvertAll(await ValuesAsync<DateTime>(group, field, count, cancellationToken).ConfigureAwait(false), value => value is { } time ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)) : (DateTimeOffset?)null);

    private static async Task<T?[]> ValuesAsync<T>(ParquetRowGroupReader group, DataField field, int count, CancellationToken cancellationToken)
        where T : struct
    {
        if (field.IsNullable)
        {
            var optional = new T?[count];
            await group.ReadAsync(field, optional.AsMemory(), cancellationToken: cancellationToken).ConfigureAwait(false);
            return optional;
        }

        var required = new T[count];
        await group.ReadAsync(field, required.AsMemory(), cancellationToken: cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(required, value => (T?)value);
    }

    private static void Set<T>(T[] values, InventoryRow[] rows, SetColumn<T> set)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            set(ref rows[i], values[i]);
        }
    }

    private delegate void SetColumn<in T>(ref InventoryRow row, T value);
}
