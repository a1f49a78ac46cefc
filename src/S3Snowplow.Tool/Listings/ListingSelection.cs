namespace S3Snowplow.Tool;

/// <summary>What the options of a command line chose, or what is wrong with them.</summary>
internal sealed class ListingSelection : IAsyncDisposable
{
    private ListingSelection(IObjectListing? listing, string? problem) => (Listing, Problem) = (listing, problem);

    /// <summary>The listing; <see langword="null"/> where there is a <see cref="Problem"/>, or where none was asked for.</summary>
    public IObjectListing? Listing { get; }

    /// <summary>What is wrong, one line for people; nothing was read from a bucket then. <see langword="null"/>: nothing.</summary>
    public string? Problem { get; }

    /// <summary>From when on objects count, themselves included; <see langword="null"/>: from the begin.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Until when objects count, strictly before; <see langword="null"/>: not said.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Where progress is kept; <see langword="null"/>: nowhere.</summary>
    public CursorFile? Cursor { get; init; }

    /// <summary>Where the reading goes on; <see langword="null"/>: from the begin.</summary>
    public ListingCursor? Resume { get; init; }

    /// <summary>A listing.</summary>
    public static ListingSelection Of(IObjectListing listing) => new(listing, null);

    /// <summary>Something is wrong.</summary>
    public static ListingSelection Wrong(string problem) => new(null, problem);

    /// <summary>A listing with its bounds and its cursor.</summary>
    public static ListingSelection Of(IObjectListing listing, DateTimeOffset? since, DateTimeOffset? until, CursorFile? cursor, ListingCursor? resume) =>
        new(listing, null) { Since = since, Until = until, Cursor = cursor, Resume = resume };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Listing?.DisposeAsync() ?? ValueTask.CompletedTask;
}
