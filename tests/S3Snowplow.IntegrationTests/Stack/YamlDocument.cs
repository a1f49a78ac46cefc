using S3Snowplow.Testing.Tests;
using YamlDotNet.RepresentationModel;

namespace S3Snowplow.IntegrationTests.Stack;

/// <summary>A YAML file of this repository as a tree of nodes, which keeps the tags that CloudFormation gives a meaning to.</summary>
internal sealed class YamlDocument
{
    private YamlDocument(YamlMappingNode root) => Root = root;

    public YamlMappingNode Root { get; }

    public static YamlDocument Read(string file)
    {
        var stream = new YamlStream();
        using var text = new StringReader(RepositoryTree.ReadText(file)!);
        stream.Load(text);
        return new YamlDocument((YamlMappingNode)Assert.Single(stream.Documents).RootNode);
    }

    /// <summary>The node at the end of these names; fails where one is missing.</summary>
    public YamlNode At(params string[] path)
    {
        YamlNode node = Root;
        foreach (string name in path)
        {
            YamlNode? next = Child(node, name);
            Assert.True(next is not null, $"{string.Join('.', path)}: no {name}.");
            node = next;
        }

        return node;
    }

    public string TextAt(params string[] path) => Text(At(path));

    public int NumberAt(params string[] path) => int.Parse(TextAt(path));

    /// <summary>The names under a mapping.</summary>
    public string[] NamesAt(params string[] path) => [.. ((YamlMappingNode)At(path)).Children.Keys.Select(Text)];

    public static string Text(YamlNode node) => Assert.IsType<YamlScalarNode>(node).Value!;

    public static YamlNode? Child(YamlNode node, string name) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(name), out YamlNode? child) ? child : null;
}
