using System.Text.RegularExpressions;

namespace S3Snowplow.Testing.Tests.Layers;

/// <summary>
/// The arrows between the folders of one package, computed from names: a file that has the name of a type in its code uses the folder that declares this type.
/// </summary>
/// <remarks>
/// No compiler takes part, so two things are guessed. A name behind a dot is a member's, and counts for nothing. A name that a file of the folder also gives to a member
/// (or to a type inside a type) counts only where nothing but a type can stand. Extension methods count by the name of their class alone.
/// </remarks>
internal static partial class SourceArrows
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>Finds the arrows of a package.</summary>
    /// <param name="files">Paths within the package with their text.</param>
    /// <param name="nodeOf">Which node a path belongs to.</param>
    public static IReadOnlyList<TypeUse> Find(IReadOnlyList<(string Path, string Text)> files, Func<string, string> nodeOf)
    {
        (string Path, string Node, string Code)[] sources = [.. files.Select(file => (file.Path, nodeOf(file.Path), CSharpCode.Of(file.Text)))];
        ILookup<string, string> declared = sources
            .SelectMany(source => TypeDeclaration().Matches(source.Code).Select(match => (Type: match.Groups["name"].Value, source.Node)))
            .Distinct()
            .ToLookup(pair => pair.Type, pair => pair.Node);
        Dictionary<string, HashSet<string>> members = sources
            .GroupBy(source => Path.GetDirectoryName(source.Path) ?? "")
            .ToDictionary(folder => folder.Key, folder => folder.SelectMany(source => Member().Matches(source.Code)).Select(match => match.Groups["name"].Value).ToHashSet());

        return
        [
            .. from source in sources
               from word in Word().Matches(source.Code).Select(match => match.Value).Distinct()
               where declared.Contains(word) && !declared[word].Contains(source.Node)
               where !members[Path.GetDirectoryName(source.Path) ?? ""].Contains(word) || StandsAsType(source.Code, word)
               from node in declared[word]
               select new TypeUse(source.Node, node, word, source.Path),
        ];
    }

    // Behind new, is, as, case, a colon or an opening angle bracket; before a name that is being declared; or in a typeof.
    private static bool StandsAsType(string code, string word) => Regex.IsMatch(
        code,
        $@"(?:\b(?:new|is|as|case)\s+|typeof\(|(?<![\w\s?]\s*):\s+|<)(?<!\.){word}\b|(?<![.\w]){word}(?:<[^;{{}}()]*>)?[?\[\]]*\s+(?!(?:is|as|and|or|when|with|in|switch|where)\b)[\w@]",
        RegexOptions.CultureInvariant,
        _patience);

    // Types in the first column: types inside types are their owner's matter.
    [GeneratedRegex(@"^(?:(?:public|internal|file|static|sealed|abstract|readonly|ref|partial|unsafe)\s+)*(?:class|struct|interface|enum|record(?:\s+(?:struct|class))?|delegate\s+[\w<>?\[\], ]+?)\s+(?<name>\w+)", RegexOptions.Multiline | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex TypeDeclaration();

    // What is assigned to is a member.
    // A member, a parameter of a record, or a type inside a type: behind its own type or keyword, before what follows a name.
    [GeneratedRegex(@"(?:^[ \t]+(?:[\w<>?\[\],.()]+[ \t]+)+|[(,]\s*[\w<>?\[\],.]+[ \t]+)(?<!\b(?:new|return|throw|await|is|as|not|or|and|case)\s+)(?<name>[A-Z]\w*)(?:<\w+>)?(?=\s*(?:[;=({,)]|=>|$))", RegexOptions.Multiline | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Member();

    [GeneratedRegex(@"(?<![.\w])[A-Z]\w*\b(?!\s*=[^=>])", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Word();
}
