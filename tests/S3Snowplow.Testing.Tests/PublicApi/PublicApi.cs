using System.Reflection;
using System.Text;

namespace S3Snowplow.Testing.PublicApis;

/// <summary>Prints what an assembly offers to others, so that a review sees every addition and every change of a package's API.</summary>
/// <remarks>
/// Shared as source by the test projects (link <c>PublicApi/*.cs</c>). One line a member; types and members sorted, so that the text depends on the API only.
/// Not shown: what the compiler writes for records, and the constraint <c>notnull</c>. Where a type argument is a type parameter constrained to
/// <c>struct</c>, the framework loses the nullability of the arguments after it, and so does this text.
/// </remarks>
internal static class PublicApi
{
    /// <summary>The exported types with their public and protected members. Lines end with a line feed.</summary>
    public static string Describe(Assembly assembly) => Describe(assembly.GetName().Name ?? "", assembly.GetExportedTypes());

    /// <summary>The given types, as if an assembly of that name exported them.</summary>
    public static string Describe(string assembly, IEnumerable<Type> types)
    {
        StringBuilder text = new();
        text.Append($"assembly {assembly}\n");
        // The compiler's own types have names that no language can write.
        IEnumerable<Type> named = types.Where(type => !type.FullName!.Contains('<', StringComparison.Ordinal));
        foreach (IGrouping<string, Type> space in named.GroupBy(type => type.Namespace ?? "").OrderBy(space => space.Key, StringComparer.Ordinal))
        {
            text.Append($"\nnamespace {space.Key}\n");
            foreach (Type type in space.OrderBy(type => type.FullName, StringComparer.Ordinal))
            {
                text.Append($"\n{ApiType.Declare(type)}\n");
                foreach (string member in ApiMembers.Of(type))
                {
                    text.Append($"    {member}\n");
                }
            }
        }

        return text.ToString();
    }
}
