using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Elasticsearch.Diagnostics;
using HourlyLog = S3Snowplow.Capacity.Diagnostics.HourlyLog;

namespace S3Snowplow.Capacity;

/// <summary>
/// What was received, read from the documents that Snowplow's Elasticsearch loader wrote: bytes by minute of receipt and of event, capacities, and what was told last. Elasticsearch 6.3 to 9 and OpenSearch 1 to 3.
/// </summary>
/// <remarks>
/// <para>Received is when the collector got an event (<see cref="ElasticsearchOptions.ReceiptField"/>). Any event of an object or of a capacity is a sign of life of the source. Whose an object is, is found in this
/// process by bucket and prefix, from the bands or from the inputs that the capacities in the indices state; in the entity form, by the cluster, from the name in the pipeline entity.</para>
/// <para>An event that is delivered again overwrites its document, which has a later time of receipt then, or is a second document in another index. It is counted once. What was counted is remembered for a day, and kept
/// with the judge's state. What the loader writes up to an hour late is handed in with the next minute.</para>
/// <para>Read is all of a time or nothing. How the fields are mapped is looked at before the first search, until all of them are there, and from then on once an hour and after a failure.</para>
/// </remarks>
public sealed class ElasticsearchReceivedMinutes : IReceivedMinutes, IDisposable
{
    // Each page of a search looks at all documents of the time that is asked for.
    private const int SliceMinutes = 60;

    // 1 had no form and no inputs: it was the entity form.
    private const byte FormerFormat = 1;
    private const byte Format = 2;

    // The incident that is open may be old.
    private static readonly TimeSpan ToldWithin = TimeSpan.FromDays(30);

    private readonly IndexSearch _index;
    private readonly IReadingForm _form;
    private readonly SaidCapacities _said = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HourlyLog _hourly;
    private long? _origin;
    private long _next;

    /// <summary>Makes a reader.</summary>
    /// <param name="options">Where and what; do not change them afterwards.</param>
    /// <param name="bands">Which objects are whose, in the documents form; without any, the inputs that the capacities in the indices state.</param>
    /// <param name="http">Sends; without one, a client of its own that trusts the certificates which the system trusts and follows no redirects.</param>
    /// <param name="timeProvider">The clock of time limits; the system's by default.</param>
    /// <param name="loggerFactory">Where it logs to.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message has all that are.</exception>
    public ElasticsearchReceivedMinutes(ElasticsearchOptions options, LiveBands? bands = null, HttpClient? http = null, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
        : this(options, bands, http, timeProvider, loggerFactory, names: null)
    {
    }

    /// <summary>As the public one, and says in its messages what the settings are called where they are set.</summary>
    internal ElasticsearchReceivedMinutes(ElasticsearchOptions options, LiveBands? bands, HttpClient? http, TimeProvider? timeProvider, ILoggerFactory? loggerFactory, SettingNames? names)
    {
        ArgumentNullException.ThrowIfNull(options);
        names ??= options.Names;
        if (options.Validate(names) is { Count: > 0 } errors)
        {
            throw new ArgumentException("The settings of Elasticsearch are not usable: " + string.Join(" ", errors), nameof(options));
        }

        _time = timeProvider ?? TimeProvider.System;
        _logger = GuardedLogger.Create<ElasticsearchReceivedMinutes>(loggerFactory);
        _hourly = new HourlyLog(_time);
        _index = new IndexSearch(options, http, _time, names, _logger);
        _form = options.Form == ElasticsearchForm.Entity ? new EntityReading(_index, _said) : new DocumentReading(_index, bands, _said, _time);
    }

    /// <summary>Two days: what is judged anew from them is the same but for rhythms of files that are rarer than every 16 hours.</summary>
    public TimeSpan Lookback => TimeSpan.FromHours(48);

    /// <summary>What is to be told of what was read last, for people: objects that belong to no pipeline, events of another layout. Also logged, each at most once an hour. Empty where all is well.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <inheritdoc/>
    /// <exception cref="ElasticsearchException">It cannot be read, or not wholly; the message says why and what to do.</exception>
    public async IAsyncEnumerable<ReceivedMinute> ReadAsync(long first, long until, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        BeginAt(first);
        await _index.ReadAsync(() => _form.BeginAsync(_origin!.Value, first, until, cancellationToken)).ConfigureAwait(false);
        ReceivedMinute[] minutes = [.. Enumerable.Range(0, (int)Math.Min(SliceMinutes, Math.Max(0, until - first))).Select(_ => new ReceivedMinute(first))];
        for (long start = first; start < until; start += SliceMinutes)
        {
            ReadOnlyMemory<ReceivedMinute> slice = minutes.AsMemory(0, (int)Math.Min(SliceMinutes, until - start));
            for (int i = 0; i < slice.Length; i++)
            {
                slice.Span[i].Reset(start + i);
            }

            await _index.ReadAsync(() => _form.ReadSliceAsync(slice, cancellationToken)).ConfigureAwait(false);
            _next = start + slice.Length;
            for (int i = 0; i < slice.Length; i++)
            {
                yield return slice.Span[i];
            }
        }

        Warn();
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Save(long until)
    {
        if (_origin is not { } origin)
        {
            return default;
        }

        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Format);
            writer.Write((byte)_form.Form);
            writer.Write7BitEncodedInt64(origin);
            writer.Write7BitEncodedInt64(Math.Min(_next, until));
            _said.Write(writer, until);
            _form.Write(writer, until);
        }

        return stream.ToArray();
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlyMemory<byte> saved)
    {
        Clear();
        if (saved.IsEmpty)
        {
            return;
        }

        using var reader = new BinaryReader(new MemoryStream(saved.ToArray()), Encoding.UTF8);
        try
        {
            byte format = reader.ReadByte();
            if (format is not (Format or FormerFormat))
            {
                throw new InvalidDataException($"What was counted is of format {format}, and {Format} is known.");
            }

            var form = format == FormerFormat ? ElasticsearchForm.Entity : (ElasticsearchForm)reader.ReadByte();
            (_origin, _next) = (reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
            _said.Read(reader);
            if (form == _form.Form)
            {
                _form.Read(reader);
            }
            else
            {
                // Counted in the other form: what was received since then counts, and what was written again may have been counted.
                _origin = _next;
                _form.Clear(forgottenBefore: _next);
            }
        }
        catch (Exception exception) when (exception is IOException or FormatException)
        {
            Clear();
            throw new InvalidDataException("What was counted is damaged.", exception);
        }
    }

    /// <inheritdoc/>
    public void Release(long until) => _form.Release(until);

    /// <inheritdoc/>
    /// <exception cref="ElasticsearchException">It cannot be read, or not wholly; the message says why and what to do.</exception>
    public async Task<IReadOnlyList<ToldTransition>?> ReadToldAsync(CancellationToken cancellationToken = default) =>
        await _index.ReadAsync(() => _form.ReadToldAsync(_time.GetUtcNow() - ToldWithin, cancellationToken)).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Dispose() => _index.Dispose();

    private void BeginAt(long first)
    {
        if (_origin is null || first < _origin)
        {
            Clear();
            (_origin, _next) = (first, first);
            return;
        }

        // What was read and is asked for again was not folded.
        _form.TakeBack(first);
        _said.TakeBack(first);
        _next = Math.Min(_next, first);
    }

    private void Clear()
    {
        _form.Clear();
        _said.Clear();
        (_origin, _next) = (null, 0);
    }

    private void Warn()
    {
        (string Kind, string Text)[] warnings = [.. _form.Warnings, .. _index.Warnings.Select(warning => ("closed", warning))];
        Warnings = [.. warnings.Select(warning => warning.Text)];
        foreach ((string kind, string text) in warnings)
        {
            if (_hourly.IsDue(kind))
            {
                Log.ReadingWarning(_logger, text);
            }
        }
    }
}
