namespace S3Snowplow.Testing;

// Amazon S3 records whose key, version or size is a trap.
public static partial class NotificationSamples
{
    /// <summary>Form encoding, where a space is a plus and a plus is %2B.</summary>
    public static NotificationSample KeyPlusAndSpaces { get; } = Read("key-plus-and-spaces",
        "Amazon S3, eventVersion 2.1. Decodes to \"this im + age blah.txt\".");

    /// <summary>UTF-8 of two, three and four bytes.</summary>
    public static NotificationSample KeyUnicode { get; } = Read("key-unicode",
        "Amazon S3, eventVersion 2.1. Decodes to \"berichte/\u00DCbersicht \u65E5\u672C\u8A9E \U0001F69A.csv\".");

    /// <summary>An event all the same, with its raw key.</summary>
    public static NotificationSample KeyUndecodable { get; } = Read("key-undecodable",
        "Amazon S3, eventVersion 2.1, with the key \"reports/%FF%zz.csv\", which is neither UTF-8 nor a percent sequence.");

    /// <summary>The longest key that S3 allows; encoded it takes three times the room.</summary>
    public static NotificationSample KeyOf1024Bytes { get; } = Read("key-of-1024-bytes",
        "Amazon S3, eventVersion 2.1. Decodes to \"archive/\" and 508 times \u00E9.");

    /// <summary>Null means no version.</summary>
    public static NotificationSample VersionIdNull { get; } = Read("version-id-null",
        "Amazon S3, eventVersion 2.1, with a versionId of null as documentation shows for unversioned buckets.");

    /// <summary>Empty means no version.</summary>
    public static NotificationSample VersionIdEmpty { get; } = Read("version-id-empty",
        "Amazon S3, eventVersion 2.1, with an empty versionId as some tools write it.");

    /// <summary>Zero is a size; it is not an absent one.</summary>
    public static NotificationSample SizeZero { get; } = Read("size-zero", "Amazon S3, eventVersion 2.1, an empty object.");

    /// <summary>A reader that goes through a double is one byte short.</summary>
    public static NotificationSample SizeBeyondDouble { get; } = Read("size-beyond-double",
        "Amazon S3, eventVersion 2.1, with a size of 2^53 + 1, larger than any real object.");

    private static IEnumerable<NotificationSample> OfValues =>
    [
        KeyPlusAndSpaces, KeyUnicode, KeyUndecodable, KeyOf1024Bytes, VersionIdNull, VersionIdEmpty, SizeZero, SizeBeyondDouble,
    ];
}
