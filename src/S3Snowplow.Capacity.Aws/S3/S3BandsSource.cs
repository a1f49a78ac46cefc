using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Aws.Diagnostics;

namespace S3Snowplow.Capacity.Aws;

/// <summary>Bands of an object of Amazon S3, or of another store that speaks its protocol.</summary>
/// <remarks>
/// Looked at when asked (<see cref="CapacityFeedOptions.PollInterval"/>); while it is the same, the store sends nothing but that. Effective from the time at which the store has it written, or a millisecond
/// after the version before, whichever is later, and never later than now. Needed is the permission <c>s3:GetObject</c>. At most 1 MiB.
/// </remarks>
public sealed class S3BandsSource : IBandsSource, IDisposable
{
    private const int MaxBytes = 1024 * 1024;

    private readonly S3Object _object;
    private readonly string _file;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private string? _known;
    private string? _taken;
    private DateTimeOffset _previous = DateTimeOffset.MinValue;

    /// <summary>Makes a source.</summary>
    /// <param name="options">Which object; do not change them afterwards. A key that ends with <c>.json</c> or <c>.jsonc</c> is read as JSON, any other as YAML.</param>
    /// <param name="http">Asks; without one, a client of its own that follows no redirects.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Where it logs to.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message has all that are.</exception>
    public S3BandsSource(S3ObjectOptions options, HttpClient? http = null, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
    {
        _object = new S3Object(options, http, timeProvider);
        _time = timeProvider ?? TimeProvider.System;
        _logger = GuardedLogger.Create<S3BandsSource>(loggerFactory);

        // Of the key nothing but its sort is shown.
        _file = Path.GetExtension(options.Key!).ToUpperInvariant() switch { ".JSON" => "bands.json", ".JSONC" => "bands.jsonc", _ => "bands.yml" };
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<ProcessorCapacity> Confirmed => [];

    /// <inheritdoc/>
    public string? Problem { get; private set; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BandsVersion>> ReadAsync(CancellationToken cancellationToken = default)
    {
        S3Answer answer = await AskAsync(cancellationToken).ConfigureAwait(false);
        if (answer.Status == HttpStatusCode.NotModified)
        {
            return [];
        }

        string text = Encoding.UTF8.GetString(answer.Content.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? answer.Content.AsSpan(Encoding.UTF8.Preamble.Length) : answer.Content);
        string hash = CapacityBands.HashOf(text);
        _known = answer.ETag.Length > 0 ? answer.ETag : null;
        if (hash == _taken)
        {
            return [];
        }

        CapacityBands bands;
        try
        {
            bands = CapacityBands.Parse(text, _file);
        }
        catch (BandsException exception)
        {
            if (Problem != exception.Message)
            {
                Log.BandsRefused(_logger, _object.Bucket, exception.Message);
            }

            // The content before may come back, and then counts again.
            (Problem, _taken) = (exception.Message, null);
            return [];
        }

        DateTimeOffset effective = Effective(answer.LastModified);
        (Problem, _taken, _previous) = (null, hash, effective);
        return [new BandsVersion(bands, effective, CapacityOrigin.File, $"{hash}@{effective.ToUnixTimeMilliseconds()}")];
    }

    /// <inheritdoc/>
    public Task ConfirmAsync(BandsVersion version, IReadOnlyCollection<ProcessorCapacity> capacities, CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _object.Dispose();

    private async Task<S3Answer> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            S3Answer answer = await _object.GetAsync(_known, MaxBytes, cancellationToken).ConfigureAwait(false);
            return answer.Status switch
            {
                HttpStatusCode.OK or HttpStatusCode.NotModified => answer,
                HttpStatusCode.NotFound when answer.Code != "NoSuchBucket" => throw new IOException("there is no such object in it (HTTP 404)"),
                _ => throw new IOException(answer.Reason),
            };
        }
        catch (IOException exception)
        {
            throw new IOException($"The bands in bucket '{_object.Bucket}' cannot be read: {exception.Message}. Those before stay in effect.", exception);
        }
    }

    // A time to come would hide the bands that are there, and one of before those that were read meanwhile.
    private DateTimeOffset Effective(DateTimeOffset? written)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset effective = written ?? now;
        if (effective > now)
        {
            Log.BandsAhead(_logger, _object.Bucket, effective);
            effective = now;
        }

        effective = effective > _previous ? effective : _previous.AddMilliseconds(1);
        return DateTimeOffset.FromUnixTimeMilliseconds(effective.ToUnixTimeMilliseconds());
    }
}
