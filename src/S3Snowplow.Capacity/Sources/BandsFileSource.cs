using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>Bands of a file, or of a folder with files for pipelines, on this machine.</summary>
/// <remarks>
/// Looked at when asked (<see cref="CapacityFeedOptions.PollInterval"/>), since not every file system tells of changes. A change is taken once nothing was
/// written for <see cref="SettleTime"/> and two looks found the same: a file that is cut off in the middle may well be valid YAML. Effective from the time of the
/// last writing, or a millisecond after the version before, whichever is later; a time in the future is taken for now. So what is in the file counts, whatever its date.
/// </remarks>
public sealed class BandsFileSource : IBandsSource
{
    private readonly string _path;
    private readonly BandsFolderLayout? _layout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EffectiveTimes _effective;
    private readonly ContentRevisions _revisions = new();
    private FolderBands? _before;
    private string? _taken;
    private string? _candidate;
    private DateTimeOffset _candidateSince;

    /// <summary>Makes a source.</summary>
    /// <param name="path">The file, or the folder where there is a <paramref name="layout"/>.</param>
    /// <param name="layout">How to read a folder; none for a file.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Where it logs to.</param>
    public BandsFileSource(string path, BandsFolderLayout? layout = null, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        (_path, _layout, _time) = (path, layout, timeProvider ?? TimeProvider.System);
        _effective = new EffectiveTimes(DateTimeOffset.MinValue, _time);
        _logger = GuardedLogger.Create<BandsFileSource>(loggerFactory);
    }

    /// <summary>How long nothing must have been written before a change is taken.</summary>
    /// <value>Default: 2 seconds.</value>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public IReadOnlyCollection<ProcessorCapacity> Confirmed => [];

    /// <inheritdoc/>
    public string? Problem { get; private set; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BandsVersion>> ReadAsync(CancellationToken cancellationToken = default)
    {
        (IReadOnlyList<FolderFile> files, DateTimeOffset written) = await LookAsync(cancellationToken).ConfigureAwait(false);
        string hash = FolderFile.HashOf(files);
        if (hash == _taken)
        {
            _candidate = null;
            return [];
        }

        if (!IsSettled(hash, written))
        {
            return [];
        }

        (_taken, _candidate) = (hash, null);
        CapacityBands bands;
        try
        {
            bands = Parse(files);
        }
        catch (BandsException exception)
        {
            Problem = exception.Message;
            Log.BandsRefused(_logger, exception.Message);
            return [];
        }

        if (_effective.IsFuture(written))
        {
            Log.EffectiveInFuture(_logger, _layout is null ? $"The file {Path.GetFileName(_path)}" : $"The folder {Path.GetFileName(_path)}", written);
        }

        return [new BandsVersion(bands, _effective.Next([written])[0], _layout is null ? CapacityOrigin.File : CapacityOrigin.Folder, _revisions.Next(hash))];
    }

    /// <inheritdoc/>
    public Task ConfirmAsync(BandsVersion version, IReadOnlyCollection<ProcessorCapacity> capacities, CancellationToken cancellationToken = default) => Task.CompletedTask;

    // The file's time and this machine's may be of two clocks, so content that stays the same for long enough by this one is settled as well.
    private bool IsSettled(string hash, DateTimeOffset written)
    {
        DateTimeOffset now = _time.GetUtcNow();
        bool isSecondLook = _candidate == hash;
        if (!isSecondLook)
        {
            (_candidate, _candidateSince) = (hash, now);
        }

        return (isSecondLook || _taken is null) && ((now - written).Duration() >= SettleTime || (now - _candidateSince).Duration() >= SettleTime);
    }

    private CapacityBands Parse(IReadOnlyList<FolderFile> files)
    {
        if (_layout is null)
        {
            FolderFile file = files[0];
            CapacityBands bands = file.Text is { } text ? CapacityBands.Parse(text, file.Name) : throw new BandsException([new BandsError(file.Name, 1, 1, file.Problem!)]);
            Problem = null;
            return bands;
        }

        _before = new FolderReader(_layout).Read(files, _before);
        Problem = _before.Problem;
        if (Problem is { } problem)
        {
            Log.BandsHarmed(_logger, problem);
        }

        return _before.Bands;
    }

    private async Task<(IReadOnlyList<FolderFile> Files, DateTimeOffset Written)> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_layout is not null)
            {
                return await FolderFiles.ReadAsync(_path, _layout, cancellationToken).ConfigureAwait(false);
            }

            DateTimeOffset written = new(File.GetLastWriteTimeUtc(_path));
            (string? text, string? problem) = await BandsText.ReadAsync(_path, cancellationToken).ConfigureAwait(false);
            return ([new FolderFile(Path.GetFileName(_path), text, problem)], written);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }
}
