using System.Text;

namespace S3Snowplow.Testing;

/// <summary>Shows the first difference of two contents to a person.</summary>
internal static class SnapshotDifference
{
    private const int LinesAround = 2;

    /// <summary>
    /// Line and column (from 1, in characters), byte offset (from 0), both lengths, and the lines around in both contents, with a caret below the first
    /// difference.
    /// </summary>
    /// <param name="expected">The verified bytes.</param>
    /// <param name="actual">The received bytes, different from them.</param>
    public static string Describe(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        int offset = expected.CommonPrefixLength(actual);
        ReadOnlySpan<byte> common = expected[..offset];
        int line = common.Count((byte)'\n');
        int lineStart = common.LastIndexOf((byte)'\n') + 1;
        int column = SnapshotLine.CountCharacters(common[lineStart..]);

        StringBuilder text = new();
        text.Append($"first difference at line {line + 1}, column {column + 1} (byte {offset}); {expected.Length} bytes expected, {actual.Length} received\n");
        Append(text.Append("\nexpected\n"), expected, line, lineStart, offset);
        Append(text.Append("received\n"), actual, line, lineStart, offset);
        return text.ToString().TrimEnd('\n');
    }

    private static void Append(StringBuilder text, ReadOnlySpan<byte> content, int line, int lineStart, int offset)
    {
        int first = line;
        int position = lineStart;
        while (position > 0 && first > line - LinesAround)
        {
            position = content[..(position - 1)].LastIndexOf((byte)'\n') + 1;
            first--;
        }

        int digits = (line + LinesAround + 1).ToString().Length;
        for (int number = first; number <= line + LinesAround; number++)
        {
            ReadOnlySpan<byte> rest = content[position..];
            int length = rest.IndexOf((byte)'\n') + 1;
            bool isLast = length == 0;
            ReadOnlySpan<byte> bytes = isLast ? rest : rest[..length];
            string label = (number + 1).ToString().PadLeft(digits);
            if (number == line)
            {
                (string shown, int caret) = SnapshotLine.WithCaret(bytes, offset - position, isLast);
                text.Append($"> {label} | {shown}\n  {new string(' ', digits)} | {new string(' ', caret)}^\n");
            }
            else if (!isLast || bytes.Length > 0)
            {
                text.Append($"  {label} | {SnapshotLine.Plain(bytes)}\n");
            }

            if (isLast)
            {
                break;
            }

            position += length;
        }
    }
}
