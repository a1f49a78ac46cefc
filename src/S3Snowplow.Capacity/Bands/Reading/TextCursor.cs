namespace S3Snowplow.Capacity.Reading;

/// <summary>Goes through a text once and knows line and column. The first mistake ends it: it stands at the end then, so whoever reads on finds nothing more.</summary>
internal sealed class TextCursor(string text, BandsErrors errors)
{
    private int _at;
    private int _line = 1;
    private int _lineStart;

    /// <summary>Whether a mistake was found.</summary>
    public bool Failed { get; private set; }

    public bool IsAtEnd => _at >= text.Length;

    /// <summary>The letter here; <c>\0</c> at the end.</summary>
    public char Here => Ahead(0);

    /// <summary>The letter after so many others; <c>\0</c> behind the end.</summary>
    public char Ahead(int count) => _at + count < text.Length ? text[_at + count] : '\0';

    /// <summary>Whether the text goes on like this.</summary>
    public bool Sees(string what) => text.AsSpan(_at).StartsWith(what, StringComparison.Ordinal);

    /// <summary>Takes the letter here.</summary>
    public char Take()
    {
        char taken = Here;
        if (_at < text.Length && text[_at++] == '\n')
        {
            (_line, _lineStart) = (_line + 1, _at);
        }

        return taken;
    }

    /// <summary>Takes so many letters.</summary>
    public void Take(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Take();
        }
    }

    /// <summary>Takes the letter if it is here.</summary>
    public bool Took(char letter)
    {
        if (IsAtEnd || Here != letter)
        {
            return false;
        }

        Take();
        return true;
    }

    /// <summary>Takes letters as long as they are such ones.</summary>
    public string TakeWhile(Func<char, bool> isOne)
    {
        int start = _at;
        while (!IsAtEnd && isOne(Here))
        {
            Take();
        }

        return text[start.._at];
    }

    /// <summary>Passes spaces and comments, and line breaks where they mean nothing.</summary>
    /// <param name="lines">Whether line breaks are passed too.</param>
    /// <param name="blocks">Whether <c>/* … */</c> is a comment.</param>
    public void Skip(bool lines, bool blocks)
    {
        while (!IsAtEnd)
        {
            if (Here == '#' || Sees("//"))
            {
                TakeWhile(letter => letter != '\n');
            }
            else if (blocks && Sees("/*"))
            {
                ConfigNode start = Node(ConfigKind.Scalar);
                Take(2);
                while (!IsAtEnd && !Sees("*/"))
                {
                    Take();
                }

                if (IsAtEnd)
                {
                    Fail(start, "A comment begins here and does not end.");
                    return;
                }

                Take(2);
            }
            else if (Here == '\n' ? lines : char.IsWhiteSpace(Here) || Here == '\uFEFF')
            {
                Take();
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>A node that begins here.</summary>
    public ConfigNode Node(ConfigKind kind, string value = "", string? problem = null) =>
        new(kind, value, errors.File, _line, _at - _lineStart + 1) { Problem = problem };

    /// <summary>A value at a place that was passed.</summary>
    public ConfigNode Scalar(ConfigNode at, string value, string? problem = null) => new(ConfigKind.Scalar, value, errors.File, at.Line, at.Column) { Problem = problem };

    /// <summary>Tells a mistake that leaves nothing to read.</summary>
    public void Fail(ConfigNode at, string message)
    {
        if (!Failed)
        {
            Failed = true;
            errors.Add(at, message);
        }

        _at = text.Length;
    }

    /// <inheritdoc cref="Fail(ConfigNode, string)"/>
    public void Fail(string message) => Fail(Node(ConfigKind.Scalar), message);
}
