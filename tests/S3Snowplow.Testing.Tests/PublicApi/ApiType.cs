using System.Reflection;
using System.Runtime.CompilerServices;

namespace S3Snowplow.Testing.PublicApis;

/// <summary>Prints the first line of a type: <c>sealed record Name(…) : Base, IInterface where T : …</c>.</summary>
internal static class ApiType
{
    private const BindingFlags Own = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The declaration.</summary>
    public static string Declare(Type type)
    {
        string attributes = ApiAttributes.Of(type);
        if (type.IsEnum)
        {
            Type number = type.GetEnumUnderlyingType();
            return $"{attributes}enum {ApiNames.Of(type)}{(number == typeof(int) ? "" : $" : {ApiNames.Of(number)}")}";
        }

        if (IsDelegate(type))
        {
            return $"{attributes}delegate {ApiMembers.Signature(type.GetMethod("Invoke")!, ApiNames.Declared(type))}{Constraints(type.GetGenericArguments())}";
        }

        string bases = string.Join(", ", Bases(type));
        string colon = bases.Length == 0 ? "" : " : ";
        return $"{attributes}{Keywords(type)} {ApiNames.Declared(type)}{colon}{bases}{Constraints(type.GetGenericArguments())}";
    }

    /// <summary>Whether the type is a delegate.</summary>
    public static bool IsDelegate(Type type) => type.IsSubclassOf(typeof(MulticastDelegate));

    /// <summary>The <c>where</c> clauses, with a leading space each.</summary>
    public static string Constraints(IEnumerable<Type> parameters) => string.Concat(parameters.Where(parameter => parameter.IsGenericParameter).Select(Where));

    private static string Where(Type parameter)
    {
        GenericParameterAttributes flags = parameter.GenericParameterAttributes;
        bool isStruct = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        List<string> parts = [];
        if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            parts.Add("class");
        }

        if (isStruct)
        {
            parts.Add("struct");
        }

        IEnumerable<Type> types = parameter.GetGenericParameterConstraints().Where(constraint => constraint != typeof(ValueType));
        parts.AddRange(types.Select(ApiNames.Of).Order(StringComparer.Ordinal));
        if (flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct)
        {
            parts.Add("new()");
        }

        return parts.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", parts)}";
    }

    private static string Keywords(Type type)
    {
        if (type.IsInterface)
        {
            return "interface";
        }

        bool isRecord = type.GetMethod("PrintMembers", Own) is { } method && method.IsDefined(typeof(CompilerGeneratedAttribute));
        if (type.IsValueType)
        {
            return (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")
                + (type.IsByRefLike ? "ref " : "") + (isRecord ? "record struct" : "struct");
        }

        string kind = type switch
        {
            { IsAbstract: true, IsSealed: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsSealed: true } => "sealed ",
            _ => "",
        };
        return kind + (isRecord ? "record" : "class");
    }

    private static IEnumerable<string> Bases(Type type)
    {
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
        {
            yield return ApiNames.Of(parent);
        }

        Type[] all = type.GetInterfaces();
        IEnumerable<Type> inherited = all.SelectMany(one => one.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []);
        foreach (string name in all.Except(inherited).Where(one => one.IsVisible).Select(ApiNames.Of).Order(StringComparer.Ordinal))
        {
            yield return name;
        }
    }
}
