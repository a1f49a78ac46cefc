namespace S3Snowplow.Mapping;

/// <summary>Stands before an entity provider and keeps the true key from it.</summary>
internal sealed class PrivateKeyEntities(IEntityProvider inner, KeyReplacement keys) : IEntityProvider
{
    /// <summary>The providers, each that does not need the true key with one before it where the options keep keys private.</summary>
    public static IReadOnlyList<IEntityProvider> Before(IEnumerable<IEntityProvider> providers, RelayOptions options) =>
        KeyReplacement.For(options) is { } keys
            ? [.. providers.Select(provider => provider.NeedsTrueKey ? provider : new PrivateKeyEntities(provider, keys))]
            : [.. providers];

    /// <inheritdoc/>
    public void AddEntities(in ObjectEvent objectEvent, ICollection<SelfDescribingJson> entities) => inner.AddEntities(keys.Apply(objectEvent), entities);
}
