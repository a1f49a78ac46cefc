using System.ComponentModel;
using System.Globalization;

namespace S3Snowplow.Tool;

/// <summary>Compares what was written with the settings that are known: names, forms and values.</summary>
internal static class SettingsCheck
{
    /// <summary>A message for each setting that is not known or cannot be read, with its place and what is allowed.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="wrong">Gets the settings that cannot be used.</param>
    public static List<string> Problems(IEnumerable<WrittenSetting> written, ISet<WrittenSetting> wrong)
    {
        List<string> problems = [];
        string? unknown = null;
        foreach (WrittenSetting setting in written)
        {
            // What stands in a section that is not known is not asked for by name too.
            if (unknown is not null && setting.Path.StartsWith(unknown, StringComparison.OrdinalIgnoreCase))
            {
                wrong.Add(setting);
                continue;
            }

            unknown = null;
            (SettingNode node, string[] known, string? strange) = Find(setting.Path);
            string? problem = strange is not null ? Unknown(setting, node, known, strange) : FormProblem(setting, node) ?? ValueProblem(setting, node);
            if (problem is null)
            {
                continue;
            }

            problems.Add(problem);
            wrong.Add(setting);
            unknown = setting.Kind is WrittenKind.Object or WrittenKind.Array ? setting.Path + ":" : null;
        }

        return problems;
    }

    /// <summary>Whether a path leads to a setting or a section.</summary>
    public static bool IsKnown(string path) => Find(path).Strange is null;

    private static (SettingNode Node, string[] Known, string? Strange) Find(string path)
    {
        SettingNode node = KnownSettings.All;
        string[] names = path.Split(':');
        for (int i = 0; i < names.Length && node.Kind != SettingKind.Open; i++)
        {
            SettingNode? next = node.Kind switch
            {
                SettingKind.Section => node.Members.GetValueOrDefault(names[i]),
                SettingKind.Map => MapItem(node, names, ref i),
                SettingKind.List when int.TryParse(names[i], NumberStyles.None, CultureInfo.InvariantCulture, out _) => node.Item,
                _ => null,
            };
            if (next is null)
            {
                return (node, names[..i], names[i]);
            }

            node = next;
        }

        return (node, names, null);
    }

    private static SettingNode MapItem(SettingNode node, string[] names, ref int i)
    {
        // A value's name may have colons: nothing stands below it.
        i = node.Item.Kind == SettingKind.Value ? names.Length : i;
        return node.Item;
    }

    private static string Unknown(WrittenSetting setting, SettingNode node, string[] known, string strange)
    {
        string place = known.Length == 0 ? "" : $" of {string.Join(':', known)}";
        if (node.Kind != SettingKind.Section)
        {
            return $"{setting.NamePlace}: {setting.Path} is no setting; {string.Join(':', known)} takes {Allowed(node)}.";
        }

        string meant = NearestName.Of(strange, node.Members.Keys) is { } near ? $"did you mean {near}?"
            : Elsewhere(strange) is { } other ? $"did you mean {other}?"
            : $"allowed: {string.Join(", ", node.Members.Keys.Order(StringComparer.OrdinalIgnoreCase))}.";
        return $"{setting.NamePlace}: {strange} is no setting{place}; {meant}";
    }

    // The right name in the wrong section.
    private static string? Elsewhere(string name)
    {
        List<string> found = [];
        Search(KnownSettings.All, "", name, found);
        return found is [var only] ? only : null;
    }

    private static void Search(SettingNode node, string path, string name, List<string> found)
    {
        foreach ((string member, SettingNode below) in node.Members)
        {
            string here = path.Length == 0 ? member : $"{path}:{member}";
            if (string.Equals(member, name, StringComparison.OrdinalIgnoreCase))
            {
                found.Add(here);
            }

            Search(below, here, name, found);
        }
    }

    private static string? FormProblem(WrittenSetting setting, SettingNode node)
    {
        string written = setting.Kind switch { WrittenKind.Object => "an object", WrittenKind.Array => "a list", _ => "a single value" };
        bool isRight = (setting.Kind, node.Kind) switch
        {
            (WrittenKind.Null, _) or (_, SettingKind.Open) => true,
            (WrittenKind.Value, SettingKind.Value) or (WrittenKind.Array, SettingKind.List) or (WrittenKind.Object, SettingKind.Section or SettingKind.Map) => true,

            // By numbers, as variables have them; and an empty text, by which a variable unsets a section.
            (WrittenKind.Object, SettingKind.List) => true,
            (WrittenKind.Value, _) => setting.Value is "",
            _ => false,
        };
        return isRight ? null : $"{setting.ValuePlace}: {setting.Path} is {written}; allowed: {Allowed(node)}.";
    }

    private static string? ValueProblem(WrittenSetting setting, SettingNode node)
    {
        if (node.Kind != SettingKind.Value || setting.Kind != WrittenKind.Value || CanBeRead(setting.Value!, node.ValueType))
        {
            return null;
        }

        // An address may have a password before its host.
        string shown = node.ValueType == typeof(Uri) || setting.Value!.Contains('@', StringComparison.Ordinal) ? "has a value that cannot be read (not printed here)" : $"is '{setting.Value}'";
        return $"{setting.ValuePlace}: {setting.Path} {shown}; allowed: {Allowed(node)}.";
    }

    // By the converters that the binder uses, which takes enumerations by their numbers too; nobody means these.
    private static bool CanBeRead(string value, Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase);
        }

        try
        {
            return type == typeof(string) || TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value) is not null;
        }
#pragma warning disable CA1031 // Converters throw what they like, and the binder takes all of it for a value that cannot be read.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static string Allowed(SettingNode node) => node.Kind switch
    {
        SettingKind.Section => $"an object with {string.Join(", ", node.Members.Keys.Order(StringComparer.OrdinalIgnoreCase))}",
        SettingKind.Map => "an object with a member for each name",
        SettingKind.List => $"a list in brackets, each {Allowed(node.Item)}",
        _ => Allowed(node.ValueType),
    };

    private static string Allowed(Type type) =>
        type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a time such as 00:01:30, or 2.00:00:00 for two days"
        : type == typeof(Uri) ? "an address"
        : type == typeof(double) || type == typeof(decimal) ? "a number"
        : type.IsEnum ? string.Join(", ", Enum.GetNames(type))
        : type == typeof(string) ? "a text"
        : type == typeof(long) ? "a whole number"
        : $"a whole number, at most {type.GetField("MaxValue")?.GetValue(null)}";
}
