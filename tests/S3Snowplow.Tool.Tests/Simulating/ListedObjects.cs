using System.Runtime.CompilerServices;

namespace S3Snowplow.Tool.Tests.Simulating;

/// <summary>A listing of objects that a test names, in pages.</summary>
/// <param name="asOf">Until when it tells the truth.</param>
/// <param name="objects">The objects.</param>
internal sealed class ListedObjects(DateTimeOffset asOf, IEnumerable<ListedObject> objects) : IObjectListing
{
    private const int PageSize = 100;

    public string Name => "bucket made-up";

    public string Identity => "objects of bucket made-up";

    public DateTimeOffset AsOf => asOf;

    public bool HasVersions { get; init; }

    /// <summary>After so many pages it fails; never by default.</summary>
    public int FailsAfter { get; init; } = int.MaxValue;

    public async IAsyncEnumerable<ListingPage> ReadAsync(ListingCursor? resume, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        int pages = 0;
        foreach (ListedObject[] page in objects.Where(one => resume is null || string.CompareOrdinal(one.Key, resume.LastKey) > 0).Chunk(PageSize))
        {
            if (pages++ == FailsAfter)
            {
                throw new ListingException("The store said no.");
            }

            yield return new ListingPage(page, new ListingCursor(Identity, asOf, page[^1].Key));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
