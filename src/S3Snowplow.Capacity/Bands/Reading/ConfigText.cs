namespace S3Snowplow.Capacity.Reading;

/// <summary>Reads a configuration file into nodes: JSON where its name ends with <c>.json</c>, else YAML.</summary>
internal static class ConfigText
{
    /// <summary>How deep values may be nested.</summary>
    public const int MaxDepth = 32;

    /// <summary>How long a file may be, in characters.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <summary>The root; a map.</summary>
    /// <exception cref="BandsException">The text is not of its format.</exception>
    public static ConfigNode Read(string text, string file)
    {
        var errors = new BandsErrors(file);
        if (text.Length > MaxLength)
        {
            errors.Add(1, 1, $"The file has {text.Length} characters; {MaxLength} are allowed.");
            errors.ThrowIfAny();
        }

        ConfigNode? root = file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? JsonConfig.Read(text, errors) : YamlConfig.Read(text, errors);
        if (!errors.Any && root is not { Kind: ConfigKind.Map })
        {
            errors.Add(root?.Line ?? 1, root?.Column ?? 1, "The file is empty or no map. Allowed: keys with values, such as 'bands:' and 'pipelines:'.");
        }

        errors.ThrowIfAny();
        CheckKeys(root!, errors);
        errors.ThrowIfAny();
        return root!;
    }

    // A key that comes twice is refused everywhere: readers disagree about which of the two counts.
    private static void CheckKeys(ConfigNode node, BandsErrors errors)
    {
        if (node.Kind == ConfigKind.List)
        {
            foreach (ConfigNode item in node.Items)
            {
                CheckKeys(item, errors);
            }

            return;
        }

        // A few keys are quicker compared than hashed.
        Dictionary<string, ConfigNode>? seen = node.Members.Count > 8 ? new(node.Members.Count, StringComparer.Ordinal) : null;
        for (int i = 0; i < node.Members.Count; i++)
        {
            (ConfigNode key, ConfigNode value) = node.Members[i];
            ConfigNode? first = null;
            if (seen is null)
            {
                for (int j = 0; j < i && first is null; j++)
                {
                    first = node.Members[j].Key.Text == key.Text ? node.Members[j].Key : null;
                }
            }
            else if (!seen.TryAdd(key.Text, key))
            {
                first = seen[key.Text];
            }

            if (first is not null)
            {
                errors.Add(key, $"The key '{key.Text}' is there already, {first.PlaceFrom(key)}. Allowed: each key once.");
            }

            CheckKeys(value, errors);
        }
    }
}
