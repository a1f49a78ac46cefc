using System.Reflection;
using System.Runtime.CompilerServices;

namespace S3Snowplow.Testing.PublicApis;

/// <summary>Prints the members of a type: values, fields, constructors, properties, events, methods, each group sorted.</summary>
internal static class ApiMembers
{
    private const BindingFlags Own = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>One line for each member that other assemblies can reach.</summary>
    public static IEnumerable<string> Of(Type type)
    {
        if (ApiType.IsDelegate(type))
        {
            return [];
        }

        if (type.IsEnum)
        {
            // In order of value, as a reader of a switch over it thinks.
            return type.GetFields(BindingFlags.Public | BindingFlags.Static).OrderBy(field => Convert.ToDecimal(field.GetRawConstantValue()))
                .Select(field => $"{ApiAttributes.Of(field)}{field.Name} = {field.GetRawConstantValue()}");
        }

        IEnumerable<FieldInfo> fields = type.GetFields(Own).Where(field => field.IsPublic || ((field.IsFamily || field.IsFamilyOrAssembly) && !type.IsSealed));
        IEnumerable<ConstructorInfo> constructors = type.GetConstructors(Own).Where(constructor => !constructor.IsStatic && IsReachable(constructor));
        IEnumerable<PropertyInfo> properties = type.GetProperties(Own)
            .Where(property => property.GetAccessors(true).Any(IsReachable) && property.Name != "EqualityContract");
        IEnumerable<EventInfo> events = type.GetEvents(Own).Where(one => one.AddMethod is { } add && IsReachable(add));
        IEnumerable<MethodInfo> methods = type.GetMethods(Own)
            .Where(method => IsReachable(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)));
        return
        [
            .. Sorted(fields.Select(Field)),
            .. Sorted(constructors.Where(IsWritten).Select(constructor => $"{Start(constructor)}{Parameters(type.Name.Split('`')[0], constructor)}")),
            .. Sorted(properties.Select(Property)),
            .. Sorted(events.Select(one => $"{Start(one.AddMethod!, one)}event {ApiNames.Of(one)} {one.Name}")),
            .. Sorted(methods.Where(IsWritten).Select(Method)),
        ];
    }

    /// <summary>Return type, name and parameters.</summary>
    public static string Signature(MethodInfo method, string name) => $"{ApiNames.Of(method.ReturnParameter)} {Parameters(name, method)}";

    private static IEnumerable<string> Sorted(IEnumerable<string> lines) => lines.Order(StringComparer.Ordinal);

    private static bool IsReachable(MethodBase method) =>
        method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);

    private static bool IsWritten(MethodBase method) => !method.IsDefined(typeof(CompilerGeneratedAttribute));

    private static string Method(MethodInfo method) =>
        Start(method) + Signature(method, GenericName(method)) + ApiType.Constraints(method.GetGenericArguments());

    private static string GenericName(MethodInfo method) =>
        method.IsGenericMethod ? $"{method.Name}<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : method.Name;

    private static string Start(MethodBase method, MemberInfo? shown = null)
    {
        string access = method.IsPublic ? "" : "protected ";
        bool isOverride = method is MethodInfo info && info.GetBaseDefinition().DeclaringType != info.DeclaringType;
        string kind = method switch
        {
            { IsStatic: true, IsAbstract: true } => "static abstract ",
            { IsStatic: true } => "static ",
            { IsAbstract: true, DeclaringType.IsInterface: true } => "",
            { IsAbstract: true } => "abstract ",
            _ when isOverride => method.IsFinal ? "sealed override " : "override ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => "",
        };
        return ApiAttributes.Of(shown ?? method) + access + kind;
    }

    private static string Field(FieldInfo field)
    {
        string access = field.IsPublic ? "" : "protected ";
        string kind = field switch
        {
            { IsLiteral: true } => "const ",
            { IsStatic: true, IsInitOnly: true } => "static readonly ",
            { IsStatic: true } => "static ",
            { IsInitOnly: true } => "readonly ",
            _ => Required(field),
        };
        string value = field.IsLiteral ? $" = {ApiNames.Literal(field.GetRawConstantValue(), field.FieldType)}" : "";
        return $"{ApiAttributes.Of(field)}{access}{kind}{ApiNames.Of(field)} {field.Name}{value}";
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo[] accessors = [.. property.GetAccessors(true).Where(IsReachable)];
        MethodInfo widest = Array.Find(accessors, accessor => accessor.IsPublic) ?? accessors[0];
        string body = string.Concat(accessors.OrderBy(accessor => accessor != property.GetMethod).Select(accessor =>
        {
            bool isInit = accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
            string word = accessor == property.GetMethod ? "get" : isInit ? "init" : "set";
            return $"{(widest.IsPublic && !accessor.IsPublic ? "protected " : "")}{word}; ";
        }));
        ParameterInfo[] index = property.GetIndexParameters();
        string name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Parameter))}]";
        return $"{Start(widest, property)}{Required(property)}{ApiNames.Of(property)} {name} {{ {body}}}";
    }

    private static string Required(MemberInfo member) => member.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";

    private static string Parameters(string name, MethodBase method)
    {
        string receiver = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{name}({receiver}{string.Join(", ", method.GetParameters().Select(Parameter))})";
    }

    private static string Parameter(ParameterInfo parameter)
    {
        string kind = parameter switch
        {
            { IsOut: true, ParameterType.IsByRef: true } => "out ",
            { IsIn: true, ParameterType.IsByRef: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) => "params ",
            _ => "",
        };
        string value = parameter.HasDefaultValue ? $" = {ApiNames.Literal(parameter.RawDefaultValue, parameter.ParameterType)}" : "";
        return $"{ApiAttributes.Of(parameter)}{kind}{ApiNames.Of(parameter)} {parameter.Name}{value}";
    }
}
