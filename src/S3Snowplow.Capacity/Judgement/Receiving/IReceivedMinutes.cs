namespace S3Snowplow.Capacity;

/// <summary>What was received, minute by minute of receipt: counted in this process, or read from where the events of several processes are kept.</summary>
/// <remarks>
/// The same event is in one receipt minute only, however often it was delivered. What becomes known when its receipt minute was given already is handed in with the next one. Used by one
/// <see cref="ThroughputJudge"/>, one call after another.
/// </remarks>
public interface IReceivedMinutes
{
    /// <summary>For how long back minutes can be read, where a judge begins without a state; zero: from now on.</summary>
    TimeSpan Lookback => TimeSpan.Zero;

    /// <summary>The receipt minutes of a span, each once, in order, those without anything too.</summary>
    /// <param name="first">The first minute, since the Unix epoch.</param>
    /// <param name="until">The minute behind the last one; all of them are over.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The minutes. The same object may be given for each: it is used until the next one is asked for.</returns>
    /// <exception cref="IOException">They cannot be read, or a part of them is missing. Nothing is judged then; the next run asks for them again.</exception>
    IAsyncEnumerable<ReceivedMinute> ReadAsync(long first, long until, CancellationToken cancellationToken = default);

    /// <summary>What has to be kept with the judge's state so that no event is counted twice, or left out, after a restart. Nothing by default.</summary>
    /// <param name="until">The minute behind the last one that was folded.</param>
    ReadOnlyMemory<byte> Save(long until) => default;

    /// <summary>Takes over what <see cref="Save"/> gave, before the first minute is asked for.</summary>
    /// <param name="saved">Its bytes; empty where nothing is known.</param>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    void Restore(ReadOnlyMemory<byte> saved)
    {
    }

    /// <summary>Says that a state is safe in which all minutes before one are folded: what was kept for them may be forgotten.</summary>
    /// <param name="until">The minute behind the last one.</param>
    void Release(long until)
    {
    }

    /// <summary>What was told last and the incidents that are open, where no state is kept but the events that were sent can be read back; <see langword="null"/> where there is nothing to read.</summary>
    /// <remarks>Asked for once, when the judge begins without a state. Of each pipeline the last one told, and the last one of an incident, are enough.</remarks>
    /// <exception cref="IOException">It cannot be read.</exception>
    Task<IReadOnlyList<ToldTransition>?> ReadToldAsync(CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<ToldTransition>?>(null);
}

/// <summary>A transition that was told by somebody before.</summary>
/// <param name="Pipeline">The pipeline; <see langword="null"/>: the source.</param>
/// <param name="Kind">What was told.</param>
/// <param name="Minute">The minute that was judged, since the Unix epoch.</param>
/// <param name="IncidentStart">The minute with which the incident began that it belongs to; <see langword="null"/>: it belongs to none.</param>
public readonly record struct ToldTransition(string? Pipeline, TransitionKind Kind, long Minute, long? IncidentStart);
