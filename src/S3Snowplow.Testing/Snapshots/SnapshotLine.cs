using System.Buffers;
using System.Globalization;
using System.Text;

namespace S3Snowplow.Testing;

/// <summary>
/// Shows one line of a snapshot so that what cannot be seen can be seen: control characters, byte order marks, bytes that are not UTF-8, the end.
/// </summary>
internal static class SnapshotLine
{
    // A payload is often one line of some kilobytes; a window around the difference is what a person can read.
    private const int Window = 120;
    private const string End = "<end>";

    /// <summary>How many characters (code points, bytes that are not UTF-8 count as one each) the bytes hold.</summary>
    public static int CountCharacters(ReadOnlySpan<byte> bytes)
    {
        int count = 0;
        while (!bytes.IsEmpty)
        {
            // A code point that the difference cuts in half is not complete: the column is its own.
            if (Rune.DecodeFromUtf8(bytes, out _, out int consumed) == OperationStatus.NeedMoreData)
            {
                break;
            }

            bytes = bytes[consumed..];
            count++;
        }

        return count;
    }

    /// <summary>A line beside the difference, without its line end.</summary>
    public static string Plain(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> content = line.EndsWith("\n"u8) ? line[..^1] : line;
        string shown = Show(content, -1, out _);
        return shown.Length <= Window ? shown : $"{shown[..Window]}…";
    }

    /// <summary>The line of the difference, with its line end or the end of the content, and where the caret belongs below it.</summary>
    /// <param name="line">The bytes, with the line end.</param>
    /// <param name="offset">The first different byte, from the line's start.</param>
    /// <param name="isLast">Whether the content ends with this line.</param>
    public static (string Shown, int Caret) WithCaret(ReadOnlySpan<byte> line, int offset, bool isLast)
    {
        string shown = Show(line, offset, out int caret) + (isLast ? End : "");
        int start = Math.Max(0, Math.Min(caret - (Window / 2), shown.Length - Window));
        string before = start > 0 ? "…" : "";
        string after = start + Window < shown.Length ? "…" : "";
        return ($"{before}{shown.AsSpan(start, Math.Min(Window, shown.Length - start))}{after}", caret - start + before.Length);
    }

    private static string Show(ReadOnlySpan<byte> bytes, int offset, out int caret)
    {
        StringBuilder text = new(bytes.Length);
        int position = 0;
        caret = -1;
        while (position < bytes.Length)
        {
            OperationStatus status = Rune.DecodeFromUtf8(bytes[position..], out Rune rune, out int consumed);
            if (offset >= position && offset < position + consumed)
            {
                caret = text.Length;
            }

            if (status == OperationStatus.Done)
            {
                Append(text, rune);
            }
            else
            {
                foreach (byte invalid in bytes.Slice(position, consumed))
                {
                    text.Append($"\\x{invalid:X2}");
                }
            }

            position += consumed;
        }

        caret = caret < 0 ? text.Length : caret;
        return text.ToString();
    }

    private static void Append(StringBuilder text, Rune rune)
    {
        switch (rune.Value)
        {
            case '\n': text.Append("\\n"); break;
            case '\r': text.Append("\\r"); break;
            case '\t': text.Append("\\t"); break;
            default:
                bool isHidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
                text.Append(isHidden ? $"\\u{rune.Value:X4}" : rune.ToString());
                break;
        }
    }
}
