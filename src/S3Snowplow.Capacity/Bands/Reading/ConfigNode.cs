namespace S3Snowplow.Capacity.Reading;

/// <summary>A value of a configuration file, with its place: what the formats have in common.</summary>
internal sealed class ConfigNode(ConfigKind kind, string text, string file, int line, int column)
{
    private static readonly List<(ConfigNode Key, ConfigNode Value)> NoMembers = [];
    private static readonly List<ConfigNode> NoItems = [];

    public ConfigKind Kind { get; } = kind;

    /// <summary>The text of a scalar; empty for the others.</summary>
    public string Text { get; } = text;

    /// <summary>The file's name.</summary>
    public string File { get; } = file;

    /// <summary>The line, from 1.</summary>
    public int Line { get; private set; } = line;

    /// <summary>The column, from 1.</summary>
    public int Column { get; private set; } = column;

    /// <summary>Why the value cannot be read, a sentence; <see langword="null"/> where it can. It is told of only if somebody needs the value: whatever else stands in a file is of no concern.</summary>
    public string? Problem { get; init; }

    /// <summary>A map's members in the order of the file, repeated keys included.</summary>
    public List<(ConfigNode Key, ConfigNode Value)> Members { get; } = kind == ConfigKind.Map ? [] : NoMembers;

    /// <summary>A list's items.</summary>
    public List<ConfigNode> Items { get; } = kind == ConfigKind.List ? [] : NoItems;

    /// <summary>Corrects the place: a reader may know it only when it has seen what follows.</summary>
    public void MoveTo(ConfigNode other) => (Line, Column) = (other.Line, other.Column);

    /// <summary>Says where this is, to somebody who looks at another node.</summary>
    public string PlaceFrom(ConfigNode other) => File == other.File ? $"in line {Line}" : $"in {File}, line {Line}";

    /// <summary>The value of the last member with this key, or <see langword="null"/>.</summary>
    public ConfigNode? Find(string key)
    {
        for (int i = Members.Count - 1; i >= 0; i--)
        {
            if (Members[i].Key.Text == key)
            {
                return Members[i].Value;
            }
        }

        return null;
    }
}

/// <summary>The sorts of values.</summary>
internal enum ConfigKind
{
    /// <summary>A text, a number, or nothing.</summary>
    Scalar,

    /// <summary>Keys with values.</summary>
    Map,

    /// <summary>Items in a row.</summary>
    List,
}
