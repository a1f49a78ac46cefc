using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace S3Snowplow.Capacity.Reading;

/// <summary>Reads one YAML document by the events of YamlDotNet's parser: no reflection, and each value knows its place.</summary>
/// <remarks>Anchors, aliases, tags of one's own and keys that are no text are refused: what a file says should be what stands there.</remarks>
internal static class YamlConfig
{
    public static ConfigNode? Read(string text, BandsErrors errors)
    {
        using var reader = new StringReader(text);
        var parser = new Parser(reader);
        var open = new Stack<(ConfigNode Node, ConfigNode? Key)>();
        ConfigNode? root = null;
        try
        {
            while (parser.MoveNext())
            {
                ParsingEvent current = parser.Current!;
                if (current is MappingEnd or SequenceEnd)
                {
                    Put(open.Pop().Node, open, ref root, errors);
                }
                else if (current is DocumentStart && root is not null)
                {
                    errors.Add(Line(current), Column(current), "A second document begins here. Allowed: one document a file.");
                    return null;
                }
                else if (Node(current, errors) is { } node)
                {
                    if (node.Kind == ConfigKind.Scalar)
                    {
                        Put(node, open, ref root, errors);
                    }
                    else if (open.Count < ConfigText.MaxDepth)
                    {
                        open.Push((node, null));
                    }
                    else
                    {
                        errors.Add(node, $"Nested too deeply. Allowed: {ConfigText.MaxDepth} levels.");
                        return null;
                    }
                }
            }
        }
        catch (YamlException exception)
        {
            AddSyntaxError(text, (int)exception.Start.Line, (int)exception.Start.Column, exception.Message, errors);
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet 16.3 throws this, without a place, where a bracket is never closed.
            ConfigNode? last = open.Count > 0 ? open.Peek().Node : root;
            AddSyntaxError(text, last?.Line ?? 1, last?.Column ?? 1, "What begins here with a bracket is not closed.", errors);
        }

        return root;
    }

    private static ConfigNode? Node(ParsingEvent current, BandsErrors errors)
    {
        if (current is AnchorAlias || current is NodeEvent { Anchor.IsEmpty: false })
        {
            errors.Add(Line(current), Column(current), "Anchors and aliases are not allowed; write the value out.");
        }

        return current switch
        {
            Scalar scalar => new ConfigNode(ConfigKind.Scalar, scalar.Value, errors.File, Line(current), Column(current)),
            AnchorAlias => new ConfigNode(ConfigKind.Scalar, "", errors.File, Line(current), Column(current)),
            MappingStart => new ConfigNode(ConfigKind.Map, "", errors.File, Line(current), Column(current)),
            SequenceStart => new ConfigNode(ConfigKind.List, "", errors.File, Line(current), Column(current)),
            _ => null,
        };
    }

    private static void Put(ConfigNode node, Stack<(ConfigNode Node, ConfigNode? Key)> open, ref ConfigNode? root, BandsErrors errors)
    {
        if (!open.TryPop(out (ConfigNode Node, ConfigNode? Key) parent))
        {
            root = node;
            return;
        }

        if (parent.Node.Kind == ConfigKind.List)
        {
            parent.Node.Items.Add(node);
            open.Push(parent);
        }
        else if (parent.Key is { } key)
        {
            parent.Node.Members.Add((key, node));
            open.Push((parent.Node, null));
        }
        else
        {
            if (node.Kind != ConfigKind.Scalar)
            {
                errors.Add(node, "A key must be a text.");
            }

            open.Push((parent.Node, node));
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
