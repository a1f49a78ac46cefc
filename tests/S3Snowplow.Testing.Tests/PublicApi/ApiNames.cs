using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace S3Snowplow.Testing.PublicApis;

/// <summary>Prints types as C# writes them, with nullability and tuple names, and constants.</summary>
internal static class ApiNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
    };

    // The namespaces of ImplicitUsings; other foreign types are printed with theirs.
    private static readonly HashSet<string> Implicit =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    /// <summary>A type on its own: nothing is known of nullability.</summary>
    public static string Of(Type type) => Write(type, null, new Queue<string?>(), false);

    /// <summary>A type where it is declared: its type parameters with their variance.</summary>
    public static string Declared(Type type)
    {
        if (!type.IsGenericTypeDefinition)
        {
            return Of(type);
        }

        string[] parameters = [.. type.GetGenericArguments().Select(parameter => Variance(parameter) switch
        {
            GenericParameterAttributes.Contravariant => $"in {parameter.Name}",
            GenericParameterAttributes.Covariant => $"out {parameter.Name}",
            _ => parameter.Name,
        })];
        string name = Of(type);
        return $"{name[..name.IndexOf('<', StringComparison.Ordinal)]}<{string.Join(", ", parameters)}>";
    }

    /// <summary>A parameter's type, or the return type if it is the return parameter.</summary>
    public static string Of(ParameterInfo parameter)
    {
        bool isWritten = parameter is { Position: >= 0, IsOut: false };
        bool isReferenceReturn = parameter is { Position: < 0, ParameterType.IsByRef: true };
        string prefix = !isReferenceReturn ? "" : parameter.GetRequiredCustomModifiers().Length > 0 ? "ref readonly " : "ref ";
        TupleElementNamesAttribute? names = parameter.GetCustomAttribute<TupleElementNamesAttribute>();
        return prefix + Write(parameter.ParameterType, new NullabilityInfoContext().Create(parameter), TupleNames(names), isWritten);
    }

    /// <summary>A property's type.</summary>
    public static string Of(PropertyInfo property)
    {
        TupleElementNamesAttribute? names = property.GetCustomAttribute<TupleElementNamesAttribute>();
        return Write(property.PropertyType, new NullabilityInfoContext().Create(property), TupleNames(names), property.GetMethod is null);
    }

    /// <summary>A field's type.</summary>
    public static string Of(FieldInfo field) =>
        Write(field.FieldType, new NullabilityInfoContext().Create(field), TupleNames(field.GetCustomAttribute<TupleElementNamesAttribute>()), false);

    /// <summary>An event's delegate type.</summary>
    public static string Of(EventInfo one) => Write(one.EventHandlerType!, new NullabilityInfoContext().Create(one), new Queue<string?>(), false);

    /// <summary>A constant as C# writes it.</summary>
    public static string Literal(object? value, Type type)
    {
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        return value switch
        {
            null => type.IsValueType && bare == type ? "default" : "null",
            _ when bare.IsEnum => Enum.GetName(bare, value) is { } name ? $"{Of(bare)}.{name}" : $"({Of(bare)}){value}",
            string text => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
            char character => $"'{character}'",
            bool truth => truth ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
    }

    private static GenericParameterAttributes Variance(Type parameter) => parameter.GenericParameterAttributes & GenericParameterAttributes.VarianceMask;

    private static Queue<string?> TupleNames(TupleElementNamesAttribute? attribute) => new(attribute?.TransformNames ?? []);

    // The compiler lists tuple names of a whole type in the order in which the tuples are met from the left, outer before inner; a queue follows that.
    private static string Write(Type type, NullabilityInfo? nullability, Queue<string?> names, bool isWritten)
    {
        if (type.IsByRef)
        {
            return Write(type.GetElementType()!, nullability, names, isWritten);
        }

        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return $"{Write(inner, Argument(inner, nullability, type), names, isWritten)}?";
        }

        NullabilityState? state = isWritten ? nullability?.WriteState : nullability?.ReadState;
        string mark = !type.IsValueType && state == NullabilityState.Nullable ? "?" : "";
        if (type.IsArray)
        {
            return $"{Write(type.GetElementType()!, nullability?.ElementType, names, false)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        }

        if (type.IsGenericParameter)
        {
            return type.Name + mark;
        }

        if (Keywords.TryGetValue(type, out string? keyword))
        {
            return keyword + mark;
        }

        if (type.IsGenericType && type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
        {
            string?[] own = [.. type.GetGenericArguments().Select(_ => names.TryDequeue(out string? name) ? name : null)];
            return $"({string.Join(", ", Arguments(type, nullability, names).Zip(own, (argument, name) => name is null ? argument : $"{argument} {name}"))})";
        }

        return Name(type, nullability, names) + mark;
    }

    private static string Name(Type type, NullabilityInfo? nullability, Queue<string?> names)
    {
        bool isForeign = !Implicit.Contains(type.Namespace ?? "") && type.Namespace?.StartsWith("S3Snowplow", StringComparison.Ordinal) != true;
        string outer = type.DeclaringType is { } declaring ? $"{declaring.Name.Split('`')[0]}." : isForeign ? $"{type.Namespace}." : "";
        string name = outer + type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", Arguments(type, nullability, names))}>" : name;
    }

    // A list, not a lazy sequence: the order of the writes is the order in which tuple names leave the queue.
    private static List<string> Arguments(Type type, NullabilityInfo? nullability, Queue<string?> names)
    {
        Type[] arguments = type.GetGenericArguments();
        NullabilityInfo[] known = nullability?.GenericTypeArguments ?? [];
        return [.. arguments.Select((argument, index) => Write(argument, known.Length == arguments.Length ? known[index] : null, names, false))];
    }

    // The framework gives what it knows of "T?" either as T's or as the argument of Nullable<T>.
    private static NullabilityInfo? Argument(Type inner, NullabilityInfo? nullability, Type type) =>
        nullability is { GenericTypeArguments.Length: 1 } && nullability.Type == type && nullability.GenericTypeArguments[0].Type == inner
            ? nullability.GenericTypeArguments[0]
            : nullability;
}
