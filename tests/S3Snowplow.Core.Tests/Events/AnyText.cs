using FsCheck;
using FsCheck.Fluent;

namespace S3Snowplow.Core.Tests.Events;

/// <summary>Strings made of what goes wrong in JSON: quotes, backslashes, control characters, halves of surrogate pairs, all planes.</summary>
internal static class AnyText
{
    public static Gen<string> Generator { get; } = Gen.Frequency(
            (4, Gen.Choose(' ', '~').Select(c => ((char)c).ToString())),
            (2, Gen.Elements("\"", "\\", "/", "\\\"", "\\u0041", "<", "&", "'", "+")),
            (2, Gen.Choose(0, 0x1F).Select(c => ((char)c).ToString())),
            (1, Gen.Choose(0x7F, 0xFF).Select(c => ((char)c).ToString())),
            (1, Gen.Choose(0x100, 0xD7FF).Select(c => ((char)c).ToString())),
            (1, Gen.Choose(0xD800, 0xDFFF).Select(c => ((char)c).ToString())),
            (1, Gen.Choose(0xE000, 0xFFFF).Select(c => ((char)c).ToString())),
            (1, Gen.Choose(0x10000, 0x10FFFF).Select(char.ConvertFromUtf32)))
        .ListOf()
        .Select(string.Concat);

    public static Arbitrary<string> Arbitrary => Generator.ToArbitrary();

    /// <summary>The text as UTF-8 can carry it: a half of a surrogate pair becomes U+FFFD.</summary>
    public static string AsUtf8(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
