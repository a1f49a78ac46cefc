using System.Globalization;
using System.Text.RegularExpressions;

namespace S3Snowplow.Tool;

/// <summary>
/// Which index a document goes to: the one that is named, with the date of the fact behind it where a suffix is wanted. By <c>derived_tstamp</c>, so that an event that is delivered again
/// meets its own document; by a time of the collector it would become a second one.
/// </summary>
/// <remarks>As the loader's <c>sharding</c> does: nothing is put between name and date, and a document without the time gets no suffix. Source: Snowplow Elasticsearch Loader 3.0.1, <c>Processing</c>.</remarks>
/// <param name="name">The name, or its beginning.</param>
/// <param name="suffix">The date format; nothing is put behind without.</param>
internal sealed partial class IndexName(string name, string? suffix)
{
    /// <summary>The index of a document.</summary>
    /// <param name="derived">Its <c>derived_tstamp</c>.</param>
    public string Of(DateTimeOffset? derived) => suffix is null || derived is not { } time ? name : name + time.UtcDateTime.ToString(suffix, CultureInfo.InvariantCulture);

    /// <summary>Whether the parts of the format mean the same to the loader and to this program, and make no name that a cluster refuses.</summary>
    public static bool IsFormat(string suffix) => Format().IsMatch(suffix);

    [GeneratedRegex(@"^[-_.]?yyyy([-_.]?MM([-_.]?dd([-_.]?HH)?)?)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Format();
}
