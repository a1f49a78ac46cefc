using System.Globalization;
using System.Security;
using System.Text;

namespace S3Snowplow.Tool.Tests.Listings;

/// <summary>Writes pages as a store does.</summary>
internal static class StoreXml
{
    public static byte[] Page(IEnumerable<string> keys, string? token = null, bool? isTruncated = null) => Encoding.UTF8.GetBytes(
        $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><EncodingType>url</EncodingType><IsTruncated>{Flag(isTruncated ?? token is not null)}</IsTruncated>"
        + string.Concat(keys.Select(key => $"<Contents><Key>{Uri.EscapeDataString(key)}</Key><LastModified>2026-11-27T00:00:00.000Z</LastModified><ETag>&quot;{Tag(key)}&quot;</ETag><Size>7</Size></Contents>"))
        + (token is null ? "" : $"<NextContinuationToken>{SecurityElement.Escape(token)}</NextContinuationToken>") + "</ListBucketResult>");

    public static byte[] Versions(IEnumerable<(string Key, string Version, bool IsMarker)> entries, (string Key, string Version)? next = null) => Encoding.UTF8.GetBytes(
        $"<ListVersionsResult><EncodingType>url</EncodingType><IsTruncated>{Flag(next is not null)}</IsTruncated>"
        + string.Concat(entries.Select(entry => entry.IsMarker
            ? $"<DeleteMarker><Key>{Uri.EscapeDataString(entry.Key)}</Key><VersionId>{entry.Version}</VersionId><IsLatest>true</IsLatest><LastModified>2026-11-27T00:00:00.000Z</LastModified></DeleteMarker>"
            : $"<Version><Key>{Uri.EscapeDataString(entry.Key)}</Key><VersionId>{entry.Version}</VersionId><IsLatest>false</IsLatest><LastModified>2026-11-27T00:00:00.000Z</LastModified><ETag>&quot;{Tag(entry.Version)}&quot;</ETag><Size>7</Size></Version>"))
        + (next is var (key, version) ? $"<NextKeyMarker>{Uri.EscapeDataString(key)}</NextKeyMarker><NextVersionIdMarker>{version}</NextVersionIdMarker>" : "") + "</ListVersionsResult>");

    public static string Error(string code, string more = "") => $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>words</Message>{more}</Error>";

    private static string Flag(bool flag) => flag ? "true" : "false";

    private static string Tag(string text) => string.Create(CultureInfo.InvariantCulture, $"{text.Length:x32}");
}
