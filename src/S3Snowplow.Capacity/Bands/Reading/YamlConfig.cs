using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace S3Snowplow.Capacity.Reading;

/// <summary>Reads YAML by the events of YamlDotNet's parser: no reflection, and each value knows its place.</summary>
/// <remarks>
/// Aliases and keys that are no text are not followed: what a file says should be what stands there. In a file of ours they are refused, and so are anchors and a second
/// document; in one of others, a value that is an alias is told of where it is needed.
/// </remarks>
internal sealed class YamlConfig
{
    private const string Aliases = "Anchors and aliases are not allowed; write the value out.";
    private const string KeyIsNoText = "A key must be a text.";

    private readonly BandsErrors _errors;
    private readonly bool _isForeign;
    private readonly Stack<(ConfigNode Node, ConfigNode? Key)> _open = new();
    private readonly List<ConfigNode> _documents = [];

    private YamlConfig(BandsErrors errors, bool isForeign) => (_errors, _isForeign) = (errors, isForeign);

    /// <summary>The documents; what was read before an error, after one.</summary>
    public static IReadOnlyList<ConfigNode> Read(string text, BandsErrors errors, bool isForeign)
    {
        var reader = new YamlConfig(errors, isForeign);
        try
        {
            using var lines = new StringReader(text);
            reader.Read(new Parser(lines));
        }
        catch (YamlException exception)
        {
            AddSyntaxError(text, (int)exception.Start.Line, (int)exception.Start.Column, exception.Message, errors);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException or FormatException)
        {
            // YamlDotNet 16.3 throws the first of these, without a place, where a bracket is never closed.
            ConfigNode? last = reader._open.TryPeek(out (ConfigNode Node, ConfigNode? Key) open) ? open.Node : reader._documents.LastOrDefault();
            AddSyntaxError(text, last?.Line ?? 1, last?.Column ?? 1, exception is InvalidOperationException ? "What begins here with a bracket is not closed." : "It cannot be read.", errors);
        }

        return reader._documents;
    }

    private void Read(Parser parser)
    {
        while (parser.MoveNext())
        {
            ParsingEvent current = parser.Current!;
            if (current is MappingEnd or SequenceEnd)
            {
                Put(_open.Pop().Node);
            }
            else if (current is DocumentStart && _documents.Count > 0 && !_isForeign)
            {
                _errors.Add(Line(current), Column(current), "A second document begins here. Allowed: one document a file.");
                return;
            }
            else if (Node(current) is { } node)
            {
                if (node.Kind == ConfigKind.Scalar)
                {
                    Put(node);
                }
                else if (_open.Count < ConfigText.MaxDepth)
                {
                    _open.Push((node, null));
                }
                else
                {
                    _errors.Add(node, $"Nested too deeply. Allowed: {ConfigText.MaxDepth} levels.");
                    return;
                }
            }
        }
    }

    private ConfigNode? Node(ParsingEvent current)
    {
        if (!_isForeign && (current is AnchorAlias || current is NodeEvent { Anchor.IsEmpty: false }))
        {
            _errors.Add(Line(current), Column(current), Aliases);
        }

        return current switch
        {
            Scalar scalar => Make(ConfigKind.Scalar, current, scalar.Value),
            AnchorAlias => Make(ConfigKind.Scalar, current, "", Aliases),
            MappingStart => Make(ConfigKind.Map, current),
            SequenceStart => Make(ConfigKind.List, current),
            _ => null,
        };
    }

    private ConfigNode Make(ConfigKind kind, ParsingEvent at, string text = "", string? problem = null) =>
        new(kind, text, _errors.File, Line(at), Column(at)) { Problem = problem };

    private void Put(ConfigNode node)
    {
        if (!_open.TryPop(out (ConfigNode Node, ConfigNode? Key) parent))
        {
            _documents.Add(node);
            return;
        }

        if (parent.Node.Kind == ConfigKind.List)
        {
            parent.Node.Items.Add(node);
            _open.Push(parent);
        }
        else if (parent.Key is { } key)
        {
            if (key.Kind == ConfigKind.Scalar && key.Problem is null)
            {
                parent.Node.Members.Add((key, node));
            }

            _open.Push((parent.Node, null));
        }
        else
        {
            if (node.Kind != ConfigKind.Scalar && !_isForeign)
            {
                _errors.Add(node, KeyIsNoText);
            }

            // Of a single pair in a list, [ bucket: acme-raw ], YamlDotNet 16.3 says that it begins where the file does.
            if (_open.Count > 0 && parent.Node is { Line: 1, Column: 1, Members.Count: 0 })
            {
                parent.Node.MoveTo(node);
            }

            _open.Push((parent.Node, node));
        }
    }

    private static void AddSyntaxError(string text, int line, int column, string message, BandsErrors errors)
    {
        // The parser blames the line before, or where the map begins; a tab in the indentation is what nobody can see.
        string[] lines = text.Split('\n');
        int end = message.Contains(" tab ", StringComparison.Ordinal) ? lines.Length : Math.Min(lines.Length, line + 2);
        for (int i = Math.Max(0, line - 1); i < end; i++)
        {
            int indentation = lines[i].AsSpan().IndexOfAnyExcept(" \t");
            int tab = lines[i].AsSpan(0, Math.Max(0, indentation)).IndexOf('\t');
            if (tab >= 0)
            {
                errors.Add(i + 1, tab + 1, "A tab in the indentation. Allowed: spaces.");
                return;
            }
        }

        errors.Add(Math.Max(1, line), Math.Max(1, column), $"No valid YAML: {message}");
    }

    private static int Line(ParsingEvent at) => (int)at.Start.Line;

    private static int Column(ParsingEvent at) => (int)at.Start.Column;
}
