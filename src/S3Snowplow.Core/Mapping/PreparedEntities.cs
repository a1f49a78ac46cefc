using System.Runtime.CompilerServices;

namespace S3Snowplow.Mapping;

/// <summary>
/// Writes the entities of events as their requests have them, and keeps what it wrote for an entity that stands alone: providers give the same one to many events, as there are fewer
/// pipelines than objects. For one thread at a time.
/// </summary>
internal sealed class PreparedEntities
{
    private const int Places = 64;

    // So that what is kept stays small whatever entities somebody makes.
    private const int MostKept = 2 * 1024;

    private readonly (SelfDescribingJson? Entity, byte[] Written)[] _kept = new (SelfDescribingJson?, byte[])[Places];
    private readonly ScratchBuffer _written = new();

    /// <summary>What stands behind the parameters of an event that has these entities.</summary>
    /// <exception cref="ArgumentException">The data of one is no JSON object.</exception>
    public ReadOnlySpan<byte> Of(List<SelfDescribingJson> entities)
    {
        ref (SelfDescribingJson? Entity, byte[] Written) place = ref _kept[RuntimeHelpers.GetHashCode(entities[0]) % Places];
        if (entities.Count == 1 && ReferenceEquals(place.Entity, entities[0]))
        {
            return place.Written;
        }

        _written.Clear();
        EventWriter.WriteEntities(entities, _written);
        if (entities.Count == 1 && _written.Length <= MostKept)
        {
            place = (entities[0], _written.Written.ToArray());
        }

        return _written.Written;
    }
}
