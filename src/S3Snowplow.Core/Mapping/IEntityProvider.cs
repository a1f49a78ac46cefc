namespace S3Snowplow.Mapping;

/// <summary>Adds entities to the Snowplow event of an object event, for example the pipeline that the object belongs to.</summary>
/// <remarks>
/// Must be a pure function of the object event and of settings that do not change (no clock, no counter, no invocation id), for the reason
/// given at <see cref="IObjectEventMapper"/>. One entity whose schema does not resolve fails the whole event downstream. Called from
/// several threads at once.
/// </remarks>
public interface IEntityProvider
{
    /// <summary>
    /// Whether the provider gets the true key where <see cref="RelayOptions.KeyPrivacy"/> replaces it. For providers that choose by the key and send nothing of it.
    /// </summary>
    /// <value>The default value is <see langword="false"/>.</value>
    bool NeedsTrueKey => false;

    /// <summary>Adds the entities of <paramref name="objectEvent"/> to <paramref name="entities"/>, in an order that does not change.</summary>
    /// <remarks>An exception rejects this one event; the others go on. The same event may be asked for twice: a notification about which anything is unusual is read again, whole.</remarks>
    /// <param name="objectEvent">The object event; valid during the call.</param>
    /// <param name="entities">Takes the entities. One that is the same object for many events is checked and written once.</param>
    void AddEntities(in ObjectEventView objectEvent, ICollection<SelfDescribingJson> entities);
}
