namespace S3Snowplow.Mapping;

/// <summary>Chooses the layout that a schema URI asks for.</summary>
public static class ObjectEventMappers
{
    /// <summary>The layout that the options' schema selects, which sees of keys what <see cref="RelayOptions.KeyPrivacy"/> lets it see; for code that makes events without a relay.</summary>
    /// <exception cref="FormatException">The options' schema is no Iglu URI.</exception>
    public static IObjectEventMapper ForOptions(RelayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        return PrivateKeyMapper.Before(For(IgluUri.Parse(options.EventSchema)), options);
    }

    /// <summary>
    /// A schema whose name is <c>s3_notification_event</c> selects Iglu Central's layout (<see cref="IgluCentralMapper"/>); any other name
    /// uses ours (<see cref="ObjectEventMapper"/>) under that URI, so that one can publish it under one's own vendor and name.
    /// </summary>
    public static IObjectEventMapper For(IgluUri schema)
    {
        ArgumentNullException.ThrowIfNull(schema);

        return schema.Name == IgluCentralMapper.SchemaName ? new IgluCentralMapper(schema) : new ObjectEventMapper(schema);
    }
}
