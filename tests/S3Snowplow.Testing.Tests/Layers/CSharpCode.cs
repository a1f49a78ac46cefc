using System.Text;

namespace S3Snowplow.Testing.Tests.Layers;

/// <summary>C# without what is no code: comments and the text of literals become spaces, while expressions inside an interpolated string stay.</summary>
internal sealed class CSharpCode
{
    private readonly string _text;
    private readonly StringBuilder _code = new();
    private int _at;

    private CSharpCode(string text) => _text = text;

    /// <summary>The code of a file, line for line where the file has it.</summary>
    public static string Of(string text)
    {
        var reader = new CSharpCode(text);
        reader.Code(closingBraces: 0);
        return reader._code.ToString();
    }

    // Up to the braces that close a hole of an interpolated string (0: up to the end).
    private void Code(int closingBraces)
    {
        int depth = 0;
        while (_at < _text.Length)
        {
            if (closingBraces > 0 && depth == 0 && _text[_at] == '}')
            {
                return;
            }

            if (Starts("//"))
            {
                SkipTo("\n");
            }
            else if (Starts("/*"))
            {
                SkipTo("*/");
                _at = Math.Min(_at + 2, _text.Length);
            }
            else if (_text[_at] == '\'')
            {
                Quoted('\'');
            }
            else if (!Literal())
            {
                depth += _text[_at] switch { '{' => 1, '}' => -1, _ => 0 };
                _code.Append(_text[_at++]);
            }
        }
    }

    // A string with its prefix ($ and @ in any order), or nothing.
    private bool Literal()
    {
        int start = _at;
        while (start < _text.Length && _text[start] is '$' or '@')
        {
            start++;
        }

        if (start >= _text.Length || _text[start] != '"')
        {
            return false;
        }

        int holes = _text.AsSpan(_at, start - _at).Count('$');
        bool verbatim = _text.AsSpan(_at, start - _at).Contains('@');
        int quotes = _text.AsSpan(start).IndexOfAnyExcept('"') is var run && run < 0 ? _text.Length - start : run;
        _code.Append(' ');
        if (quotes >= 3)
        {
            _at = start + quotes;
            Raw(new string('"', quotes), holes);
        }
        else if (holes == 0 && !verbatim)
        {
            _at = start;
            Quoted('"');
        }
        else
        {
            _at = start + 1;
            Text(holes > 0, verbatim);
        }

        return true;
    }

    private void Quoted(char quote)
    {
        for (_at++; _at < _text.Length && _text[_at] != quote && _text[_at] != '\n'; _at++)
        {
            _at += _text[_at] == '\\' ? 1 : 0;
        }

        _at++;
    }

    private void Text(bool interpolated, bool verbatim)
    {
        while (_at < _text.Length)
        {
            if (Starts("\"\"") && verbatim)
            {
                _at += 2;
            }
            else if (_text[_at] == '"')
            {
                _at++;
                return;
            }
            else if (!verbatim && _text[_at] == '\\')
            {
                _at += 2;
            }
            else if (interpolated && Starts("{{"))
            {
                _at += 2;
            }
            else if (interpolated && _text[_at] == '{')
            {
                Hole(1);
            }
            else
            {
                _at++;
            }
        }
    }

    private void Raw(string end, int holes)
    {
        string opening = new('{', Math.Max(holes, 1));
        while (_at < _text.Length && !Starts(end))
        {
            if (holes > 0 && Starts(opening))
            {
                Hole(holes);
            }
            else
            {
                _at++;
            }
        }

        _at = Math.Min(_at + end.Length, _text.Length);
    }

    private void Hole(int braces)
    {
        _at += braces;
        _code.Append(' ');
        Code(braces);
        _at = Math.Min(_at + braces, _text.Length);
        _code.Append(' ');
    }

    private bool Starts(string what) => string.CompareOrdinal(_text, _at, what, 0, what.Length) == 0;

    private void SkipTo(string end)
    {
        int found = _text.IndexOf(end, _at, StringComparison.Ordinal);
        _at = found < 0 ? _text.Length : found;
    }
}
