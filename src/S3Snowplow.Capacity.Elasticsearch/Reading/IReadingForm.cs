namespace S3Snowplow.Capacity;

/// <summary>One of the two forms in which what was received is read from the indices. Used by one reader, one call after another.</summary>
internal interface IReadingForm
{
    /// <summary>Which form it is.</summary>
    ElasticsearchForm Form { get; }

    /// <summary>What is to be told of what was read last, for people; each with its kind, which is the same in the next reading.</summary>
    IEnumerable<(string Kind, string Text)> Warnings { get; }

    /// <summary>Begins a reading.</summary>
    /// <param name="origin">The first minute of receipt that counts, since the Unix epoch.</param>
    /// <param name="first">The first minute of the reading.</param>
    /// <param name="until">The minute behind the last one.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task BeginAsync(long origin, long first, long until, CancellationToken cancellationToken);

    /// <summary>Puts into minutes what was received in them: signs of life, capacities and bytes; and into the first one what was not found when its minute was read.</summary>
    /// <param name="minutes">The minutes, without a gap.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task ReadSliceAsync(ReadOnlyMemory<ReceivedMinute> minutes, CancellationToken cancellationToken);

    /// <summary>What was told last of each pipeline and of the sources, and of each pipeline's incidents.</summary>
    Task<List<ToldTransition>> ReadToldAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Takes back what was handed in with a minute and later ones.</summary>
    void TakeBack(long minute);

    /// <summary>Says that what was handed in before a minute is not taken back any more.</summary>
    void Release(long minute);

    /// <summary>Forgets everything.</summary>
    /// <param name="forgottenBefore">What was handed in before this minute was known, and is not any more.</param>
    void Clear(long forgottenBefore = long.MinValue);

    /// <summary>Writes what was handed in before a minute.</summary>
    void Write(BinaryWriter writer, long until);

    /// <summary>Takes over what <see cref="Write"/> wrote.</summary>
    /// <exception cref="IOException">It is cut off.</exception>
    /// <exception cref="FormatException">It is damaged.</exception>
    void Read(BinaryReader reader);
}
