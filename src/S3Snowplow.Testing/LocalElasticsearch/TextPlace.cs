using System.Text;
using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>Where something stands in a body: line and column, as errors name it.</summary>
internal static class TextPlace
{
    /// <summary>Where the value of a path begins, <c>1:184</c>.</summary>
    public static string OfValue(string text, string path) => Find(text, path.Split('.'), ofName: false);

    /// <summary>Where the first member of a name begins that lies in a path.</summary>
    public static string OfName(string text, params string[] path) => Find(text, path, ofName: true);

    /// <summary>Where the value of such a member begins.</summary>
    public static string OfValue(string text, params string[] path) => Find(text, path, ofName: false);

    private static string Find(string text, string[] path, bool ofName)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes);
        int found = 0;

        // Steps are looked for one after the other: what stands between them does not matter.
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(path[found]) || ++found < path.Length)
            {
                continue;
            }

            if (!ofName)
            {
                reader.Read();
            }

            ReadOnlySpan<byte> before = bytes.AsSpan(0, (int)reader.TokenStartIndex);
            int line = before.Count((byte)'\n') + 1;
            return $"{line}:{before.Length - before.LastIndexOf((byte)'\n')}";
        }

        return "1:1";
    }
}
