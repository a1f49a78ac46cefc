using System.Text;

namespace S3Snowplow.Capacity.Reading;

/// <summary>
/// Reads the part of HOCON that sizes need: objects, lists, texts with and without quotes, paths as keys, comments, objects of one name that are merged, and later values that
/// take the place of earlier ones.
/// </summary>
/// <remarks>
/// What a file does not say by itself (<c>include</c>, <c>${…}</c>, <c>+=</c>) is not followed. A value that consists of it is told of where it is needed;
/// <c>${?…}</c> alone leaves the value before it. The format: <c>https://github.com/lightbend/config/blob/main/HOCON.md</c>; decision 19 says why this is no library.
/// </remarks>
internal sealed class HoconConfig
{
    private const string NotInQuotes = "$\"{}[]:=,+#`^?!@*&\\";
    private const string Substitution = "Here stands what is said elsewhere (${…}), and only values that stand in the file are read.";
    private const string Unclosed = "What begins here with a bracket is not closed.";

    private readonly TextCursor _cursor;

    private HoconConfig(TextCursor cursor) => _cursor = cursor;

    /// <summary>The root; <see langword="null"/> after an error.</summary>
    public static ConfigNode? Read(string text, BandsErrors errors)
    {
        var reader = new HoconConfig(new TextCursor(text, errors));
        ConfigNode root = reader.Root();
        return reader._cursor.Failed ? null : root;
    }

    private ConfigNode Root()
    {
        Skip();
        if (_cursor.Here is not ('{' or '['))
        {
            ConfigNode root = _cursor.Node(ConfigKind.Map);
            Members(root, end: '\0', depth: 0);
            return root;
        }

        ConfigNode value = _cursor.Here == '{' ? Map(depth: 0) : List(depth: 0);
        Skip();
        if (!_cursor.IsAtEnd)
        {
            _cursor.Fail("Here is something behind the end of the file's object.");
        }

        return value;
    }

    private ConfigNode Map(int depth)
    {
        ConfigNode map = _cursor.Node(ConfigKind.Map);
        _cursor.Take();
        if (IsTooDeep(depth))
        {
            return map;
        }

        Members(map, '}', depth);
        if (!_cursor.Took('}'))
        {
            _cursor.Fail(map, Unclosed);
        }

        return map;
    }

    private void Members(ConfigNode map, char end, int depth)
    {
        for (SkipBetween(); !_cursor.IsAtEnd && (end == '\0' || _cursor.Here != end); SkipBetween())
        {
            if (TookInclude())
            {
                continue;
            }

            List<ConfigNode> path = Path();
            _cursor.Skip(lines: false, blocks: false);
            ConfigNode at = _cursor.Node(ConfigKind.Scalar);
            ConfigNode? value;
            if (_cursor.Here == '{')
            {
                value = Value(depth + path.Count);
            }
            else if (_cursor.Took('=') || _cursor.Took(':'))
            {
                value = Value(depth + path.Count);
            }
            else if (_cursor.Sees("+="))
            {
                _cursor.Take(2);
                Value(depth + path.Count);
                value = _cursor.Scalar(at, "", "Here is something added ('+=') to what is said elsewhere, and only values that stand in the file are read.");
            }
            else
            {
                _cursor.Fail("Here is no '=', ':' or '{'. Allowed: a key and a value.");
                return;
            }

            if (value is not null && !_cursor.Failed)
            {
                Put(map, path, 0, value);
            }
        }
    }

    // Optional ones are passed over, so what they would bring is not there; a size that is missing is told of in any case.
    private bool TookInclude()
    {
        const string Word = "include";
        if (!_cursor.Sees(Word) || _cursor.Ahead(Word.Length) is not (' ' or '\t' or '"'))
        {
            return false;
        }

        int next = Word.Length;
        while (_cursor.Ahead(next) is ' ' or '\t')
        {
            next++;
        }

        if (_cursor.Ahead(next) is not ('"' or 'f' or 'u' or 'c' or 'r') || !IsIncludeArgument(next))
        {
            return false;
        }

        _cursor.TakeWhile(letter => letter is not ('\n' or '}'));
        return true;
    }

    private bool IsIncludeArgument(int from)
    {
        if (_cursor.Ahead(from) == '"')
        {
            return true;
        }

        int end = from;
        while (char.IsAsciiLetterLower(_cursor.Ahead(end)))
        {
            end++;
        }

        return _cursor.Ahead(end) == '(';
    }

    private List<ConfigNode> Path()
    {
        List<ConfigNode> path = [];
        do
        {
            _cursor.Skip(lines: false, blocks: false);
            ConfigNode at = _cursor.Node(ConfigKind.Scalar);
            var text = new StringBuilder();
            bool isEmpty = true;
            int quoted = 0;
            while (!_cursor.IsAtEnd)
            {
                if (_cursor.Here == '"')
                {
                    text.Append(QuotedText.Take(_cursor, hasTemplates: false, out _));
                    isEmpty = false;
                    quoted = text.Length;
                }
                else if (IsPlain() && _cursor.Here is not '.')
                {
                    isEmpty &= char.IsWhiteSpace(_cursor.Here);
                    text.Append(_cursor.Take());
                }
                else
                {
                    break;
                }
            }

            if (isEmpty || path.Count >= ConfigText.MaxDepth)
            {
                _cursor.Fail(at, isEmpty ? "Here is no key." : $"Nested too deeply. Allowed: {ConfigText.MaxDepth} levels.");
                break;
            }

            // Spaces before the sign are no part of the key, those in quotes are.
            path.Add(_cursor.Scalar(at, text.ToString(0, quoted) + text.ToString(quoted, text.Length - quoted).TrimEnd()));
        }
        while (_cursor.Took('.'));

        return path;
    }

    /// <summary>A value of one or more pieces; <see langword="null"/> where it leaves the one before.</summary>
    private ConfigNode? Value(int depth)
    {
        // A line break may stand between the sign and the value.
        Skip();
        ConfigNode at = _cursor.Node(ConfigKind.Scalar);
        if (IsTooDeep(depth))
        {
            return at;
        }

        List<ConfigNode> pieces = [];
        bool optional = true;
        bool isNull = false;
        string gap = "";
        while (!_cursor.IsAtEnd && _cursor.Here is not ('\n' or ',' or '}' or ']' or '#') && !_cursor.Sees("//"))
        {
            ConfigNode piece = _cursor.Node(ConfigKind.Scalar);
            if (_cursor.Sees("${"))
            {
                optional &= _cursor.Ahead(2) == '?';
                _cursor.TakeWhile(letter => letter is not ('}' or '\n'));
                if (!_cursor.Took('}'))
                {
                    _cursor.Fail(piece, Unclosed);
                }

                pieces.Add(_cursor.Scalar(piece, "", Substitution));
            }
            else
            {
                optional = false;
                isNull = _cursor.Sees("null");
                pieces.Add(_cursor.Here switch
                {
                    '{' => Map(depth + 1),
                    '[' => List(depth + 1),
                    '"' => _cursor.Scalar(piece, gap + (_cursor.Sees("\"\"\"") ? Triple(piece) : QuotedText.Take(_cursor, hasTemplates: false, out _))),
                    _ => _cursor.Scalar(piece, gap + Plain(piece)),
                });
            }

            gap = _cursor.TakeWhile(letter => letter != '\n' && (char.IsWhiteSpace(letter) || letter == '\uFEFF'));
            gap = pieces[^1].Kind == ConfigKind.Scalar ? gap : "";
        }

        return pieces.Count > 0 && optional ? null
            : isNull && pieces is [{ Text: "null" }] ? _cursor.Scalar(at, "")
            : Joined(at, pieces);
    }

    private ConfigNode Joined(ConfigNode at, List<ConfigNode> pieces)
    {
        if (pieces.Count == 0)
        {
            _cursor.Fail(at, "Here is no value.");
            return at;
        }

        if (pieces.Count == 1)
        {
            return pieces[0];
        }

        if (pieces.All(piece => piece.Kind == ConfigKind.Scalar))
        {
            string? problem = pieces.Find(piece => piece.Problem is not null)?.Problem;
            return _cursor.Scalar(at, problem is null ? string.Concat(pieces.Select(piece => piece.Text)) : "", problem);
        }

        if (pieces.All(piece => piece.Kind == ConfigKind.List))
        {
            ConfigNode list = pieces[0];
            list.Items.AddRange(pieces.Skip(1).SelectMany(piece => piece.Items));
            return list;
        }

        // Of ${base} { … } the members that stand here count, since they come last; what it lacks is said elsewhere.
        int first = pieces.FindLastIndex(piece => piece.Kind != ConfigKind.Map) + 1;
        if (first == pieces.Count || pieces.Take(first).Any(piece => piece.Kind != ConfigKind.Map && piece.Problem is null))
        {
            return _cursor.Scalar(at, "", "Here are values of several kinds in a row, and they make no value of this file alone.");
        }

        var map = new ConfigNode(ConfigKind.Map, "", at.File, at.Line, at.Column) { Problem = first > 0 ? Substitution : null };
        foreach ((ConfigNode key, ConfigNode value) in pieces.Skip(first).SelectMany(piece => piece.Members))
        {
            Put(map, [key], 0, value);
        }

        return map;
    }

    private ConfigNode List(int depth)
    {
        ConfigNode list = _cursor.Node(ConfigKind.List);
        _cursor.Take();
        for (SkipBetween(); !_cursor.IsAtEnd && _cursor.Here != ']'; SkipBetween())
        {
            ConfigNode at = _cursor.Node(ConfigKind.Scalar);
            if (_cursor.Here == '}')
            {
                _cursor.Fail("A bracket closes here that was not opened.");
                break;
            }

            list.Items.Add(Value(depth + 1) ?? _cursor.Scalar(at, "", Substitution));
        }

        if (!_cursor.Took(']'))
        {
            _cursor.Fail(list, Unclosed);
        }

        return list;
    }

    private string Triple(ConfigNode at)
    {
        _cursor.Take(3);
        var text = new StringBuilder();
        while (!_cursor.IsAtEnd && !_cursor.Sees("\"\"\""))
        {
            text.Append(_cursor.Take());
        }

        if (_cursor.IsAtEnd)
        {
            _cursor.Fail(at, "A text begins here with three quotes and does not end.");
        }

        _cursor.Take(3);

        // Quotes beyond the third belong to the text.
        text.Append(_cursor.TakeWhile(letter => letter == '"'));
        return text.ToString();
    }

    private string Plain(ConfigNode at)
    {
        var text = new StringBuilder();
        while (!_cursor.IsAtEnd && IsPlain() && !char.IsWhiteSpace(_cursor.Here))
        {
            text.Append(_cursor.Take());
        }

        if (text.Length == 0)
        {
            _cursor.Fail(at, $"'{_cursor.Here}' is not allowed in a text without quotes.");
        }

        return text.ToString();
    }

    // Objects of one name are merged; anything else takes the place of what was there.
    private static void Put(ConfigNode map, List<ConfigNode> path, int step, ConfigNode value)
    {
        int index = map.Members.FindIndex(member => member.Key.Text == path[step].Text);
        ConfigNode? there = index < 0 ? null : map.Members[index].Value;
        ConfigNode next = value;
        if (step < path.Count - 1)
        {
            next = there is { Kind: ConfigKind.Map } ? there : new ConfigNode(ConfigKind.Map, "", path[step].File, path[step].Line, path[step].Column);
            Put(next, path, step + 1, value);
        }
        else if (there is { Kind: ConfigKind.Map } && value is { Kind: ConfigKind.Map, Problem: null })
        {
            foreach ((ConfigNode key, ConfigNode member) in value.Members)
            {
                Put(there, [key], 0, member);
            }

            return;
        }

        if (index < 0)
        {
            map.Members.Add((path[step], next));
        }
        else
        {
            map.Members[index] = (path[step], next);
        }
    }

    private bool IsPlain() => _cursor.Here != '\n' && !NotInQuotes.Contains(_cursor.Here, StringComparison.Ordinal) && !_cursor.Sees("//");

    private bool IsTooDeep(int depth)
    {
        if (depth >= ConfigText.MaxDepth)
        {
            _cursor.Fail($"Nested too deeply. Allowed: {ConfigText.MaxDepth} levels.");
        }

        return depth >= ConfigText.MaxDepth;
    }

    private void Skip() => _cursor.Skip(lines: true, blocks: false);

    private void SkipBetween()
    {
        Skip();
        while (_cursor.Took(','))
        {
            Skip();
        }
    }
}
