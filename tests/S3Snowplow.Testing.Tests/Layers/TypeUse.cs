namespace S3Snowplow.Testing.Tests.Layers;

/// <summary>One arrow: a file of one node uses a type that another node declares.</summary>
/// <param name="From">The node that uses.</param>
/// <param name="To">The node that declares.</param>
/// <param name="Type">The type's name.</param>
/// <param name="File">The file that uses it.</param>
internal sealed record TypeUse(string From, string To, string Type, string File)
{
    /// <summary>The arrow in the form of the lists of known ones: without the file, so that moving a line into another file changes nothing.</summary>
    public string Arrow => $"{From} -> {To}: {Type}";

    /// <inheritdoc/>
    public override string ToString() => $"{Arrow} ({File})";
}
