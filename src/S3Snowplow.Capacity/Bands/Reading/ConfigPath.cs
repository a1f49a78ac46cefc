using System.Globalization;

namespace S3Snowplow.Capacity.Reading;

/// <summary>Finds a value by its path: keys with dots between them, such as <c>processor.size</c>; a number is the place in a list, from 0.</summary>
/// <remarks>A key that has dots in itself, such as <c>processor.size: small</c> in one line, is found as well.</remarks>
internal static class ConfigPath
{
    /// <summary>The value, or <see langword="null"/>. Where something on the way cannot be read, that, with its problem.</summary>
    public static ConfigNode? Find(ConfigNode root, string path) => Find(root, path.Split('.'));

    private static ConfigNode? Find(ConfigNode node, ReadOnlySpan<string> keys)
    {
        if (keys.IsEmpty)
        {
            return node;
        }

        if (node.Kind == ConfigKind.List)
        {
            return int.TryParse(keys[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < node.Items.Count ? Find(node.Items[index], keys[1..]) : Unreadable(node);
        }

        for (int taken = 1; taken <= keys.Length; taken++)
        {
            if (Member(node, string.Join('.', keys[..taken]!)) is { } member && Find(member, keys[taken..]) is { } found)
            {
                return found;
            }
        }

        return Unreadable(node);
    }

    private static ConfigNode? Member(ConfigNode node, string key)
    {
        ConfigNode? found = null;
        foreach ((ConfigNode name, ConfigNode value) in node.Members)
        {
            if (name.Text != key)
            {
                continue;
            }

            if (found is not null)
            {
                // Readers disagree about which of the two counts.
                return new ConfigNode(ConfigKind.Scalar, "", name.File, name.Line, name.Column) { Problem = $"The key '{key}' is there already, {found.PlaceFrom(name)}." };
            }

            found = value;
        }

        return found;
    }

    private static ConfigNode? Unreadable(ConfigNode node) => node.Problem is null ? null : node;
}
