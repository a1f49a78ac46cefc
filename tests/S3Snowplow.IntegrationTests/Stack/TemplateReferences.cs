using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace S3Snowplow.IntegrationTests.Stack;

/// <summary>What a CloudFormation template refers to by name.</summary>
internal static partial class TemplateReferences
{
    /// <summary>The X of each !Ref X, !GetAtt X.Attribute and ${X} of a !Sub below a node.</summary>
    public static IEnumerable<string> References(YamlNode node) => node.AllNodes.SelectMany(NamedBy);

    /// <summary>The same of the node alone.</summary>
    public static IEnumerable<string> NamedBy(YamlNode node) => (Tag(node), node) switch
    {
        ("!Ref", YamlScalarNode { Value: { } name }) => [name],
        ("!GetAtt", YamlScalarNode { Value: { } attribute }) => [attribute.Split('.')[0]],
        ("!Sub", YamlScalarNode { Value: { } text }) => Substitution().Matches(text).Select(match => match.Groups["name"].Value.Split('.')[0]),
        _ => [],
    };

    public static string Tag(YamlNode node) => node.Tag.IsEmpty ? "" : node.Tag.Value;

    [GeneratedRegex(@"\$\{(?<name>[^}]+)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Substitution();
}
