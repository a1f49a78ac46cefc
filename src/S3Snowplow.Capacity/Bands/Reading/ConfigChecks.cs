namespace S3Snowplow.Capacity.Reading;

/// <summary>Says of a value that is of another kind, or that nothing reads, what is allowed in its place.</summary>
/// <param name="errors">Where it says so.</param>
internal sealed class ConfigChecks(BandsErrors errors)
{
    private const int MaxNameLength = 255;
    private const int NamesShown = 12;

    /// <summary>Complains of members that nothing reads: most often a slip of the pen.</summary>
    public void Members(ConfigNode map, params ReadOnlySpan<string> allowed)
    {
        foreach ((ConfigNode key, _) in map.Members)
        {
            if (!allowed.Contains(key.Text))
            {
                errors.Add(key, $"'{key.Text}' has no meaning here. Allowed: {string.Join(", ", allowed.ToArray())}.");
            }
        }
    }

    /// <summary>Whether a value is of a kind; an error where not.</summary>
    public bool IsKind(ConfigNode node, ConfigKind kind, string allowed)
    {
        if (node.Problem is { } problem)
        {
            errors.Add(node, $"{problem} Allowed: {allowed}.");
            return false;
        }

        if (node.Kind == kind)
        {
            return true;
        }

        string found = node.Kind switch { ConfigKind.Map => "a map", ConfigKind.List => "a list", _ => node.Text.Length == 0 ? "nothing" : "a single value" };
        errors.Add(node, $"Here is {found}. Allowed: {allowed}.");
        return false;
    }

    /// <summary>A text for people or a name, or <see langword="null"/> and an error.</summary>
    /// <param name="node">The value.</param>
    /// <param name="what">What it is: <c>the name of a pipeline</c>.</param>
    public string? Name(ConfigNode node, string what)
    {
        if (!IsKind(node, ConfigKind.Scalar, what))
        {
            return null;
        }

        if (node.Text.Trim().Length is 0 or > MaxNameLength || node.Text.Length > MaxNameLength || node.Text.Any(letter => char.IsControl(letter) || char.IsSurrogate(letter)))
        {
            errors.Add(node, $"{char.ToUpperInvariant(what[0])}{what[1..]} cannot be this. Allowed: 1 to {MaxNameLength} characters of the Basic Multilingual Plane, none of them a control character.");
            return null;
        }

        return node.Text;
    }

    /// <summary>Names as they are told: the first ones, where there are many.</summary>
    public static string Shown(IEnumerable<string> names)
    {
        string[] some = [.. names.Take(NamesShown + 1)];
        return some.Length > NamesShown ? string.Join(", ", some.Take(NamesShown)) + ", …" : string.Join(", ", some);
    }
}
