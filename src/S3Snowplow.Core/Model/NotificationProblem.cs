using System.Runtime.InteropServices;

namespace S3Snowplow;

/// <summary>A part of a notification that could not be read. It says where and why, and never what stood there.</summary>
/// <param name="Kind">The sort of problem.</param>
/// <param name="Offset">
/// Where, as a byte offset into the notification as delivered. Inside a wrapped document it is the byte of the outer one, escapes counted.
/// </param>
/// <param name="Path">
/// The JSON path, for example <c>$.Records[2].body|$.Records[0].s3.object.key</c>; a bar steps into the JSON that a string holds.
/// </param>
/// <param name="Reason">What was wrong and what is allowed, for people.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct NotificationProblem(NotificationProblemKind Kind, long Offset, string Path, string Reason)
{
    /// <summary>Says it in one line: <c>$.Records[0].s3.object.key (byte 312): …</c>, with the reason.</summary>
    public override string ToString() => $"{Path} (byte {Offset}): {Reason}";
}

/// <summary>The sorts of problems; each is a value of the metric tag <c>problem</c>.</summary>
public enum NotificationProblemKind
{
    /// <summary>The bytes are not JSON, are cut short, or nest deeper than 64 levels.</summary>
    NotJson,

    /// <summary>The wrappings nest deeper than 16 levels.</summary>
    TooDeep,

    /// <summary>The notification is larger than the configured limit.</summary>
    TooLarge,

    /// <summary>JSON, but none of the known shapes.</summary>
    UnknownShape,

    /// <summary>A record of a known shape that lacks its event name, bucket, key or time, or has a member of the wrong type, such as a size that is no whole number or a text that is not UTF-8.</summary>
    InvalidRecord,
}
