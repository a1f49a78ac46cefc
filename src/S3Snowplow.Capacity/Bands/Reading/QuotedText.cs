using System.Globalization;
using System.Text;

namespace S3Snowplow.Capacity.Reading;

/// <summary>Reads a text in double quotes with the escapes that JSON, HOCON and Terraform share.</summary>
internal static class QuotedText
{
    /// <summary>The text of the quotes that begin here.</summary>
    /// <param name="cursor">Stands at the first quote.</param>
    /// <param name="hasTemplates">Whether <c>${…}</c> and <c>%{…}</c> stand for something else, as in Terraform.</param>
    /// <param name="isTemplate">Whether something did.</param>
    public static string Take(TextCursor cursor, bool hasTemplates, out bool isTemplate)
    {
        isTemplate = false;
        ConfigNode start = cursor.Node(ConfigKind.Scalar);
        cursor.Take();
        var text = new StringBuilder();
        while (!cursor.IsAtEnd && cursor.Here is not ('"' or '\n'))
        {
            if (cursor.Here == '\\')
            {
                Escape(cursor, text);
            }
            else if (hasTemplates && cursor.Here is '$' or '%' && cursor.Ahead(1) == cursor.Here && cursor.Ahead(2) == '{')
            {
                text.Append(cursor.Take());
                cursor.Take();
            }
            else if (hasTemplates && cursor.Here is '$' or '%' && cursor.Ahead(1) == '{')
            {
                isTemplate = true;
                cursor.Take(2);
                SkipTemplate(cursor);
            }
            else
            {
                text.Append(cursor.Take());
            }
        }

        if (!cursor.Took('"'))
        {
            cursor.Fail(start, "A text begins here with a quote, and ends with none in this line.");
        }

        return text.ToString();
    }

    private static void Escape(TextCursor cursor, StringBuilder text)
    {
        ConfigNode at = cursor.Node(ConfigKind.Scalar);
        cursor.Take();
        char letter = cursor.Take();
        int digits = letter switch { 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            var hexadecimal = new StringBuilder();
            while (hexadecimal.Length < digits && char.IsAsciiHexDigit(cursor.Here))
            {
                hexadecimal.Append(cursor.Take());
            }

            if (hexadecimal.Length == digits && uint.TryParse(hexadecimal.ToString(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint point) && point <= 0x10FFFF)
            {
                text.Append(digits == 4 || point is >= 0xD800 and <= 0xDFFF ? ((char)point).ToString() : char.ConvertFromUtf32((int)point));
                return;
            }
        }
        else if (letter switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', '"' or '\\' or '/' => letter, _ => '\0' } is not '\0' and char plain)
        {
            text.Append(plain);
            return;
        }

        cursor.Fail(at, "After a backslash comes something that means nothing. Allowed: \\\\ \\\" \\n \\r \\t \\u and four digits.");
    }

    // Up to the brace that closes it; texts in it may hold braces and templates of their own.
    private static void SkipTemplate(TextCursor cursor)
    {
        for (int depth = 1; depth > 0 && !cursor.IsAtEnd && cursor.Here != '\n';)
        {
            if (cursor.Here == '"' && depth < ConfigText.MaxDepth)
            {
                cursor.Take();
                while (!cursor.IsAtEnd && cursor.Here is not ('"' or '\n'))
                {
                    cursor.Take(cursor.Here == '\\' ? 2 : 1);
                }

                cursor.Took('"');
            }
            else
            {
                depth += cursor.Take() switch { '{' => 1, '}' => -1, _ => 0 };
            }
        }
    }
}
