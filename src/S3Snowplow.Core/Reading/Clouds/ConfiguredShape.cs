namespace S3Snowplow.Reading.Clouds;

/// <summary>A <see cref="NotificationShape"/> with its paths taken apart, made once for a relay.</summary>
internal sealed class ConfiguredShape
{
    private readonly NotificationShape _shape;

    private ConfiguredShape(NotificationShape shape)
    {
        _shape = shape;
        Bucket = Parse(shape.Bucket)!.Value;
        Key = Parse(shape.Key)!.Value;
        Time = Parse(shape.Time)!.Value;
        Size = Parse(shape.Size);
        Name = Parse(shape.Name);
        ETag = Parse(shape.ETag);
        VersionId = Parse(shape.VersionId);
        Sequencer = Parse(shape.Sequencer);
        Id = Parse(shape.Id);
    }

    public string Source => _shape.Source;

    public bool KeyIsEncoded => _shape.KeyIsEncoded;

    public ShapePath Bucket { get; }

    public ShapePath Key { get; }

    public ShapePath Time { get; }

    public ShapePath? Size { get; }

    public ShapePath? Name { get; }

    public ShapePath? ETag { get; }

    public ShapePath? VersionId { get; }

    public ShapePath? Sequencer { get; }

    public ShapePath? Id { get; }

    /// <summary>The names that lead to the list of events, or <see langword="null"/> where a notification is one event.</summary>
    public string? List => Key.List;

    /// <summary>Takes the shapes of valid settings apart.</summary>
    public static ConfiguredShape[] Of(IEnumerable<NotificationShape> shapes) => [.. shapes.Select(shape => new ConfiguredShape(shape))];

    /// <summary>The name in S3's form that a source's own name means.</summary>
    public string NameOf(string original) =>
        Means(_shape.ArrivalNames, original) ? ObjectEventName.CreatedPut
        : Means(_shape.RemovalNames, original) ? ObjectEventName.RemovedDelete
        : original.StartsWith("s3:", StringComparison.Ordinal) && original.Length > 3 ? original[3..]
        : original;

    private static bool Means(IList<string> names, string original)
    {
        foreach (string name in names)
        {
            if (name is [.., '*'] ? original.AsSpan().StartsWith(name.AsSpan(0, name.Length - 1), StringComparison.Ordinal) : name == original)
            {
                return true;
            }
        }

        return false;
    }

    private static ShapePath? Parse(string path) => ShapePath.TryParse(path, out ShapePath parsed) ? parsed : null;
}
