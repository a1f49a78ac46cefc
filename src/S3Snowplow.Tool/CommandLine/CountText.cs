using System.Globalization;

namespace S3Snowplow.Tool;

/// <summary>Numbers as people read them.</summary>
internal static class CountText
{
    /// <summary>A number with its thousands apart: <c>1,204,331</c>.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number and what it counts: <c>1 object</c>, <c>1,204 objects</c>.</summary>
    /// <param name="number">The number.</param>
    /// <param name="one">The word for one.</param>
    /// <param name="many">The word for any other number; <see langword="null"/>: the word for one with an s.</param>
    public static string Of(long number, string one, string? many = null) => $"{Number(number)} {(number == 1 ? one : many ?? one + "s")}";
}
