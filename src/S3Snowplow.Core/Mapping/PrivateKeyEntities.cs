namespace S3Snowplow.Mapping;

/// <summary>Stands before an entity provider and keeps the true key from it.</summary>
internal sealed class PrivateKeyEntities(IEntityProvider inner, KeyReplacement keys) : IEntityProvider
{
    /// <summary>The providers, each that does not need the true key with one before it where the options keep keys private.</summary>
    public static IEntityProvider[] Before(IEnumerable<IEntityProvider> providers, RelayOptions options) =>
        KeyReplacement.For(options) is { } keys
            ? [.. providers.Select(provider => provider.NeedsTrueKey ? provider : new PrivateKeyEntities(provider, keys))]
            : [.. providers];

    /// <inheritdoc/>
    public void AddEntities(in ObjectEventView objectEvent, ICollection<SelfDescribingJson> entities)
    {
        // The id stays that of the true key: it is the one that is sent.
        ObjectEvent replaced = keys.Apply(objectEvent.ToObjectEvent());
        inner.AddEntities(new ObjectEventView(replaced, objectEvent.IdentityIn(new ScratchBuffer())), entities);
    }
}
