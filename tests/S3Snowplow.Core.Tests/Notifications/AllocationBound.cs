namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>How much reading may allocate: so many times the notification, and what some problems' texts cost.</summary>
/// <remarks>
/// A record of a hundred bytes becomes an event of two hundred in an array that doubles, and some strings of two bytes a character. A text
/// wrapped sixteen times may be unescaped once a level, into buffers up to twice its size. A hundred problems have a text each.
/// </remarks>
internal static class AllocationBound
{
    public static long Of(int length) => (64L * length) + (64 * 1024);
}
