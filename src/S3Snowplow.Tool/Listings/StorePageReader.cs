using System.Globalization;
using System.Xml;

namespace S3Snowplow.Tool;

/// <summary>Reads a page of ListObjectsV2 or ListObjectVersions as stores really write it: elements in any order, unknown ones skipped, decoded only where the page itself says that it is encoded.</summary>
/// <remarks>Source: Amazon S3 API Reference, "ListObjectsV2" and "ListObjectVersions". AWSSDK.S3 is not used: it decodes nothing, and has null lists and flags that are not set.</remarks>
internal sealed class StorePageReader
{
    private readonly List<Entry> _entries = [];

    private string? _encoding;
    private string? _truncated;
    private string? _continuation;
    private string? _keyMarker;
    private string? _versionMarker;

    /// <summary>Reads a page.</summary>
    /// <param name="bucket">The bucket that was asked for.</param>
    /// <param name="document">The answer.</param>
    /// <exception cref="FormatException">It is no page of a listing; the message says why and has no key.</exception>
    public static StorePage Read(string bucket, ReadOnlyMemory<byte> document)
    {
        try
        {
            var page = new StorePageReader();
            using XmlReader xml = LenientXml.Open(document);
            page.ReadDocument(xml);
            return page.Result(bucket);
        }
        catch (XmlException exception)
        {
#pragma warning disable MA0054 // Without the cause: its message may quote a key.
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"it is no well-formed XML: wrong in line {exception.LineNumber}, column {exception.LinePosition}"));
#pragma warning restore MA0054
        }
    }

    private void ReadDocument(XmlReader xml)
    {
        if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName is not ("ListBucketResult" or "ListVersionsResult"))
        {
            throw new FormatException("it is XML, but no bucket listing");
        }

        foreach (string name in Members(xml))
        {
            switch (name)
            {
                case "Contents":
                case "Version":
                case "DeleteMarker":
                    _entries.Add(ReadEntry(xml, isMarker: name == "DeleteMarker"));
                    break;
                case "EncodingType":
                    _encoding = Text(xml);
                    break;
                case "IsTruncated":
                    _truncated = Text(xml);
                    break;
                case "NextContinuationToken":
                    _continuation = Text(xml);
                    break;
                case "NextKeyMarker":
                    _keyMarker = Text(xml);
                    break;
                case "NextVersionIdMarker":
                    _versionMarker = Text(xml);
                    break;
                default:
                    xml.Skip();
                    break;
            }
        }
    }

    private static Entry ReadEntry(XmlReader xml, bool isMarker)
    {
        var entry = new Entry { IsMarker = isMarker };
        foreach (string name in Members(xml))
        {
            switch (name)
            {
                case "Key":
                    entry.Key = Text(xml);
                    break;
                case "LastModified":
                    entry.LastModified = Text(xml);
                    break;
                case "ETag":
                    entry.ETag = Text(xml).Trim('"');
                    break;
                case "Size":
                    entry.Size = Text(xml);
                    break;
                case "VersionId":
                    entry.VersionId = Text(xml);
                    break;
                case "IsLatest":
                    entry.IsLatest = Text(xml);
                    break;
                default:
                    xml.Skip();
                    break;
            }
        }

        return entry;
    }

    // The names of an element's children; whoever goes through them reads or skips each.
    private static IEnumerable<string> Members(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            xml.Read();
            yield break;
        }

        int depth = xml.Depth;
        xml.Read();
        while (xml.NodeType != XmlNodeType.EndElement || xml.Depth > depth)
        {
            if (xml.NodeType == XmlNodeType.Element)
            {
                yield return xml.LocalName;
            }
            else if (!xml.Read())
            {
                throw new FormatException("it ends in the middle");
            }
        }

        xml.Read();
    }

    private static string Text(XmlReader xml) => xml.ReadElementContentAsString();

    private StorePage Result(string bucket)
    {
        bool isEncoded = string.Equals(_encoding, "url", StringComparison.OrdinalIgnoreCase);
        bool isTruncated = _truncated switch
        {
            null or "" => false,
            _ => bool.TryParse(_truncated, out bool truncated) ? truncated : throw new FormatException("IsTruncated is neither true nor false"),
        };
        return new StorePage([.. _entries.Select(entry => entry.Listed(bucket, isEncoded))], isTruncated)
        {
            ContinuationToken = _continuation is { Length: > 0 } token ? token : null,
            KeyMarker = _keyMarker is { Length: > 0 } marker ? ListedKey.Read(marker, isEncoded).Key : null,
            VersionIdMarker = _versionMarker is { Length: > 0 } version ? version : null,
        };
    }

    private sealed class Entry
    {
        public bool IsMarker;
        public string? Key;
        public string? LastModified;
        public string? ETag;
        public string? Size;
        public string? VersionId;
        public string? IsLatest;

        public ListedObject Listed(string bucket, bool isEncoded)
        {
            if (Key is null)
            {
                throw new FormatException("an entry has no Key");
            }

            if (!DateTimeOffset.TryParse(LastModified, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset modified))
            {
                throw new FormatException("an entry has no LastModified that is a time");
            }

            long size = 0;
            if (!IsMarker && !long.TryParse(Size, NumberStyles.None, CultureInfo.InvariantCulture, out size))
            {
                throw new FormatException("an entry has no Size that is a number");
            }

            (string key, bool isLost) = ListedKey.Read(Key, isEncoded);
            return new ListedObject(bucket, key, size, modified)
            {
                ETag = IsMarker || ETag is not { Length: > 0 } ? null : ETag,
                VersionId = VersionId is null or "" or "null" ? null : VersionId,
                IsLatest = IsLatest is null || string.Equals(IsLatest, "true", StringComparison.OrdinalIgnoreCase),
                IsDeleteMarker = IsMarker,
                IsMultipart = MultipartTag.Is(ETag),
                IsKeyLost = isLost,
            };
        }
    }
}
