using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace S3Snowplow.Testing.PublicApis;

/// <summary>Prints the attributes that change what a caller may do or sees.</summary>
internal static class ApiAttributes
{
    private static readonly HashSet<Type> Shown =
    [
        typeof(ObsoleteAttribute), typeof(FlagsAttribute), typeof(EditorBrowsableAttribute), typeof(ExperimentalAttribute),
        typeof(RequiresUnreferencedCodeAttribute), typeof(RequiresDynamicCodeAttribute), typeof(SetsRequiredMembersAttribute),
        typeof(CallerFilePathAttribute), typeof(CallerMemberNameAttribute), typeof(CallerLineNumberAttribute), typeof(CallerArgumentExpressionAttribute),
        typeof(AllowNullAttribute), typeof(DisallowNullAttribute), typeof(MaybeNullAttribute), typeof(NotNullAttribute),
        typeof(MaybeNullWhenAttribute), typeof(NotNullWhenAttribute), typeof(NotNullIfNotNullAttribute), typeof(DoesNotReturnAttribute),
    ];

    /// <summary>The attributes in brackets, each with a space after it.</summary>
    public static string Of(MemberInfo member) => Print(member.GetCustomAttributesData());

    /// <inheritdoc cref="Of(MemberInfo)"/>
    public static string Of(ParameterInfo parameter) => Print(parameter.GetCustomAttributesData());

    private static string Print(IEnumerable<CustomAttributeData> attributes) => string.Concat(attributes
        // Messages of attributes are prose; only what decides is shown. The compiler marks ref structs and required members as obsolete for old compilers.
        .Where(attribute => Shown.Contains(attribute.AttributeType) && !IsForOldCompilers(attribute))
        .Select(attribute => $"[{attribute.AttributeType.Name[..^"Attribute".Length]}{Arguments(attribute)}] ")
        .Order(StringComparer.Ordinal));

    private static bool IsForOldCompilers(CustomAttributeData attribute) =>
        attribute.AttributeType == typeof(ObsoleteAttribute)
        && attribute.ConstructorArguments is [{ Value: string message }, ..]
        && (message.StartsWith("Types with embedded references", StringComparison.Ordinal)
            || message.StartsWith("Constructors of types with required", StringComparison.Ordinal));

    private static string Arguments(CustomAttributeData attribute)
    {
        string[] values = [.. attribute.ConstructorArguments
            .Where(argument => argument.ArgumentType != typeof(string) || attribute.AttributeType == typeof(NotNullIfNotNullAttribute))
            .Select(argument => ApiNames.Literal(argument.Value, argument.ArgumentType))];
        return values.Length == 0 ? "" : $"({string.Join(", ", values)})";
    }
}
