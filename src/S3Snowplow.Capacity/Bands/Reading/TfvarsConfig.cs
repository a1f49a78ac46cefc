namespace S3Snowplow.Capacity.Reading;

/// <summary>
/// Reads a Terraform variables file (<c>.tfvars</c>): names with literal values, lists and objects, by the native syntax of HCL 2. An expression (a function, a reference, a
/// template) is no value that stands in the file; it is passed over, and told of where it is needed.
/// </summary>
/// <remarks>The syntax: <c>https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md</c>.</remarks>
internal sealed class TfvarsConfig
{
    private const string Expression = "Here is an expression, and only values that stand in the file are read.";

    private readonly TextCursor _cursor;

    private TfvarsConfig(TextCursor cursor) => _cursor = cursor;

    /// <summary>The root, a map; <see langword="null"/> after an error.</summary>
    public static ConfigNode? Read(string text, BandsErrors errors)
    {
        var reader = new TfvarsConfig(new TextCursor(text, errors));
        ConfigNode root = reader.Body();
        return reader._cursor.Failed ? null : root;
    }

    private ConfigNode Body()
    {
        ConfigNode root = _cursor.Node(ConfigKind.Map);
        for (_cursor.Skip(lines: true, blocks: true); !_cursor.IsAtEnd; _cursor.Skip(lines: true, blocks: true))
        {
            ConfigNode key = Key();
            _cursor.Skip(lines: false, blocks: true);
            if (!_cursor.Took('='))
            {
                _cursor.Fail("Here is no '='. Allowed: a name, '=' and a value.");
                break;
            }

            Add(root, key, Value(depth: 1, inBrackets: false));
            _cursor.Skip(lines: false, blocks: true);
            if (!_cursor.IsAtEnd && !_cursor.Took('\n'))
            {
                _cursor.Fail("Here is something behind a value. Allowed: each name in a line of its own.");
            }
        }

        return root;
    }

    private ConfigNode Key()
    {
        ConfigNode at = _cursor.Node(ConfigKind.Scalar);
        string name = _cursor.Here == '"'
            ? QuotedText.Take(_cursor, hasTemplates: true, out _)
            : _cursor.TakeWhile(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-');
        if (name.Length == 0)
        {
            _cursor.Fail(at, "Here is no name. Allowed: letters, digits, '_' and '-', or a text in quotes.");
        }

        return _cursor.Scalar(at, name);
    }

    private void Add(ConfigNode map, ConfigNode key, ConfigNode value)
    {
        if (!_cursor.Failed && map.Find(key.Text) is not null)
        {
            _cursor.Fail(key, $"The key '{key.Text}' is there already. Allowed: each key once.");
        }

        map.Members.Add((key, value));
    }

    private ConfigNode Value(int depth, bool inBrackets)
    {
        _cursor.Skip(lines: inBrackets, blocks: true);
        ConfigNode at = _cursor.Node(ConfigKind.Scalar);
        if (depth > ConfigText.MaxDepth)
        {
            _cursor.Fail($"Nested too deeply. Allowed: {ConfigText.MaxDepth} levels.");
            return at;
        }

        ConfigNode value = _cursor.Here switch
        {
            '[' => List(depth),
            '{' => Map(depth),
            '"' => Text(at),
            '<' when _cursor.Sees("<<") => Heredoc(at),
            _ => Word(at),
        };

        // What goes on behind a value is an operator: the value is then only a part.
        _cursor.Skip(lines: false, blocks: true);
        if (_cursor.IsAtEnd || _cursor.Here is '\n' or ',' or ']' or '}')
        {
            return value;
        }

        SkipExpression();
        return _cursor.Scalar(at, "", Expression);
    }

    private ConfigNode Text(ConfigNode at)
    {
        string text = QuotedText.Take(_cursor, hasTemplates: true, out bool isTemplate);
        return _cursor.Scalar(at, text, isTemplate ? Expression : null);
    }

    private ConfigNode Word(ConfigNode at)
    {
        string word = _cursor.TakeWhile(letter => char.IsLetterOrDigit(letter) || letter is '_' or '.' or '-' or '+');
        if (word.Length == 0 && _cursor.Here is not '(' and not '!')
        {
            _cursor.Fail(at, "Here is no value.");
        }

        return word.Length > 0 && (char.IsAsciiDigit(word[0]) || (word[0] == '-' && word.Length > 1 && char.IsAsciiDigit(word[1]))) ? _cursor.Scalar(at, word)
            : word is "true" or "false" ? _cursor.Scalar(at, word)
            : word == "null" ? _cursor.Scalar(at, "")
            : _cursor.Scalar(at, "", Expression);
    }

    private ConfigNode List(int depth)
    {
        ConfigNode list = _cursor.Node(ConfigKind.List);
        _cursor.Take();
        for (_cursor.Skip(lines: true, blocks: true); !_cursor.Took(']'); _cursor.Skip(lines: true, blocks: true))
        {
            if (_cursor.IsAtEnd)
            {
                _cursor.Fail(list, "What begins here with a bracket is not closed.");
                break;
            }

            list.Items.Add(Value(depth + 1, inBrackets: true));
            _cursor.Skip(lines: true, blocks: true);
            if (!_cursor.Took(',') && _cursor.Here != ']' && !_cursor.IsAtEnd)
            {
                _cursor.Fail("Here is no ',' between two values of a list.");
            }
        }

        return list;
    }

    private ConfigNode Map(int depth)
    {
        ConfigNode map = _cursor.Node(ConfigKind.Map);
        _cursor.Take();
        for (_cursor.Skip(lines: true, blocks: true); !_cursor.Took('}'); _cursor.Skip(lines: true, blocks: true))
        {
            if (_cursor.IsAtEnd)
            {
                _cursor.Fail(map, "What begins here with a bracket is not closed.");
                break;
            }

            ConfigNode key = Key();
            _cursor.Skip(lines: false, blocks: true);
            if (!_cursor.Took('=') && !_cursor.Took(':'))
            {
                _cursor.Fail("Here is no '='. Allowed: a name, '=' and a value.");
                break;
            }

            Add(map, key, Value(depth + 1, inBrackets: false));
            _cursor.Skip(lines: false, blocks: true);
            if (!_cursor.Took(',') && !_cursor.Took('\n') && _cursor.Here != '}' && !_cursor.IsAtEnd)
            {
                _cursor.Fail("Here is something behind a value. Allowed: a line break or a ','.");
            }
        }

        return map;
    }

    private ConfigNode Heredoc(ConfigNode at)
    {
        _cursor.Take(2);
        bool indented = _cursor.Took('-');
        string word = _cursor.TakeWhile(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-');
        _cursor.TakeWhile(letter => letter != '\n');
        _cursor.Took('\n');
        List<string> lines = [];
        while (word.Length > 0 && !_cursor.IsAtEnd)
        {
            string line = _cursor.TakeWhile(letter => letter != '\n').TrimEnd('\r');
            if (line.Trim() == word)
            {
                int common = indented && lines.Count > 0 ? lines.Min(one => one.Length - one.TrimStart().Length) : 0;
                string text = string.Concat(lines.Select(one => one[common..] + "\n"));
                return _cursor.Scalar(at, text, text.Contains("${", StringComparison.Ordinal) || text.Contains("%{", StringComparison.Ordinal) ? Expression : null);
            }

            lines.Add(line);
            _cursor.Took('\n');
        }

        _cursor.Fail(at, "A text begins here and does not end. Allowed: its word in a line of its own.");
        return at;
    }

    // To the end of the line, or of what is around, brackets and texts left whole.
    private void SkipExpression()
    {
        ConfigNode start = _cursor.Node(ConfigKind.Scalar);
        int depth = 0;
        while (!_cursor.IsAtEnd)
        {
            char here = _cursor.Here;
            if (depth == 0 && here is '\n' or ',' or ']' or '}')
            {
                return;
            }

            if (here == '"')
            {
                QuotedText.Take(_cursor, hasTemplates: true, out _);
                continue;
            }

            depth += here switch { '(' or '[' or '{' => 1, ')' or ']' or '}' => -1, _ => 0 };
            if (depth < 0)
            {
                _cursor.Fail("A bracket closes here that was not opened.");
                return;
            }

            _cursor.Take();
        }

        if (depth > 0)
        {
            _cursor.Fail(start, "An expression begins here, and a bracket in it is not closed.");
        }
    }
}
