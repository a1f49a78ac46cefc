namespace S3Snowplow.Capacity.Reading;

/// <summary>Reads a configuration file into nodes, by the format that its name's ending says.</summary>
internal static class ConfigText
{
    /// <summary>How deep values may be nested.</summary>
    public const int MaxDepth = 64;

    /// <summary>How long a file may be, in characters.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    private static readonly string[] YamlEndings = [".yml", ".yaml"];
    private static readonly string[] JsonEndings = [".json", ".jsonc"];
    private static readonly string[] HoconEndings = [".conf", ".hocon"];
    private static readonly string[] TfvarsEndings = [".tfvars"];

    /// <summary>Whether a file's ending is one that is read.</summary>
    public static bool IsRead(string file) => Ends(file, YamlEndings) || Ends(file, JsonEndings) || Ends(file, HoconEndings) || Ends(file, TfvarsEndings);

    /// <summary>A file's name without its ending.</summary>
    public static string NameWithoutEnding(string name)
    {
        string cut = Path.GetFileNameWithoutExtension(name);
        return Ends(name, JsonEndings) && Ends(cut, TfvarsEndings) ? Path.GetFileNameWithoutExtension(cut) : cut;
    }

    /// <summary>The root of a file that is this project's: a map, in which all that stands has a meaning.</summary>
    /// <exception cref="BandsException">The text is not of its format.</exception>
    public static ConfigNode Read(string text, string file)
    {
        var errors = new BandsErrors(file);
        IReadOnlyList<ConfigNode> documents = Documents(text, errors, isForeign: false);
        ConfigNode? root = documents.Count > 0 ? documents[0] : null;
        if (!errors.Any && root is not { Kind: ConfigKind.Map })
        {
            errors.Add(root?.Line ?? 1, root?.Column ?? 1, "The file is empty or no map. Allowed: keys with values, such as 'bands:' and 'pipelines:'.");
        }

        errors.ThrowIfAny();
        CheckKeys(root!, errors);
        errors.ThrowIfAny();
        return root!;
    }

    /// <summary>The documents of a file that others made for purposes of their own: what nobody asks for may be anything.</summary>
    /// <param name="text">The text.</param>
    /// <param name="errors">Gets what makes the file unreadable; the answer is empty then.</param>
    public static IReadOnlyList<ConfigNode> Documents(string text, BandsErrors errors) => Documents(text, errors, isForeign: true);

    private static IReadOnlyList<ConfigNode> Documents(string text, BandsErrors errors, bool isForeign)
    {
        int before = errors.Count;
        string file = errors.File;
        if (text.Length > MaxLength)
        {
            errors.Add(1, 1, $"The file has {text.Length} characters; {MaxLength} are allowed.");
            return [];
        }

        text = text.StartsWith('\uFEFF') ? text[1..] : text;
        IReadOnlyList<ConfigNode> documents = Ends(file, JsonEndings) ? One(JsonConfig.Read(text, errors))
            : Ends(file, HoconEndings) ? One(HoconConfig.Read(text, errors))
            : Ends(file, TfvarsEndings) ? One(TfvarsConfig.Read(text, errors))
            : YamlConfig.Read(text, errors, isForeign);
        return errors.Count > before ? [] : documents;
    }

    private static ConfigNode[] One(ConfigNode? root) => root is null ? [] : [root];

    private static bool Ends(string file, string[] endings) => Array.Exists(endings, ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

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
