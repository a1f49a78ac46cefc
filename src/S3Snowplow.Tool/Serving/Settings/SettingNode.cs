using System.Collections;
using System.Reflection;

namespace S3Snowplow.Tool;

/// <summary>What may stand at a place of the settings.</summary>
internal enum SettingKind
{
    /// <summary>One value.</summary>
    Value,

    /// <summary>Members with names that are known.</summary>
    Section,

    /// <summary>A list of things of one kind.</summary>
    List,

    /// <summary>Things of one kind by names that the user chooses.</summary>
    Map,

    /// <summary>Somebody else's settings, which are not looked into.</summary>
    Open,
}

/// <summary>A place in the tree of settings that are known. Made from the types that settings are bound to, so that a new setting is known by itself.</summary>
internal sealed class SettingNode
{
    private SettingNode(SettingKind kind) => Kind = kind;

    /// <summary>Not looked into.</summary>
    public static SettingNode Open { get; } = new(SettingKind.Open);

    /// <summary>What may stand here.</summary>
    public SettingKind Kind { get; }

    /// <summary>The type of a value.</summary>
    public Type ValueType { get; private init; } = typeof(string);

    /// <summary>Of a section: what is in it, by name in any case.</summary>
    public Dictionary<string, SettingNode> Members { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Of a list or a map: each of its things.</summary>
    public SettingNode Item { get; private init; } = null!;

    /// <summary>A value of a type.</summary>
    public static SettingNode Value(Type type) => new(SettingKind.Value) { ValueType = type };

    /// <summary>Things by name.</summary>
    public static SettingNode Map(SettingNode item) => new(SettingKind.Map) { Item = item };

    /// <summary>A section whose members are the settings of these types, and what is added to it.</summary>
    public static SettingNode Section(params ReadOnlySpan<Type> types)
    {
        var section = new SettingNode(SettingKind.Section);
        foreach (Type type in types)
        {
            foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                if (property.GetMethod?.IsPublic == true && Of(property.PropertyType, property.SetMethod?.IsPublic == true) is { } member)
                {
                    section.Members[property.Name] = member;
                }
            }
        }

        return section;
    }

    // Code and objects of other libraries cannot be written in a file; a value without a setter is computed.
    private static SettingNode? Of(Type declared, bool isSettable)
    {
        Type type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(string) || type.IsPrimitive || type.IsEnum || type == typeof(decimal) || type == typeof(TimeSpan) || type == typeof(DateTimeOffset) || type == typeof(Uri))
        {
            return isSettable ? Value(type) : null;
        }

        if (ArgumentOf(type, typeof(IDictionary<,>), 1) is { } named)
        {
            return Of(named, isSettable: true) is { } item ? Map(item) : null;
        }

        if (ArgumentOf(type, typeof(IEnumerable<>), 0) is { } listed)
        {
            return Of(listed, isSettable: true) is { } item ? new SettingNode(SettingKind.List) { Item = item } : null;
        }

        bool isOurs = type is { IsClass: true, Namespace: { } space } && space.StartsWith("S3Snowplow", StringComparison.Ordinal);
        return isOurs && !typeof(Delegate).IsAssignableFrom(type) && !typeof(IEnumerable).IsAssignableFrom(type) ? Section(type) : null;
    }

    private static Type? ArgumentOf(Type type, Type generic, int argument) =>
        type.GetInterfaces().Append(type).FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == generic)?.GetGenericArguments()[argument];
}
