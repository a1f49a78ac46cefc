using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>Bands of a file, or of a folder with files for pipelines, on this machine.</summary>
/// <remarks>
/// Looked at when asked (<see cref="CapacityFeedOptions.PollInterval"/>), since not every file system tells of changes. A change is taken once nothing was
/// written for <see cref="SettleTime"/> and two looks found the same: a file that is cut off in the middle may well be valid YAML. Effective from the time of the
/// last writing, or a millisecond after the version before, whichever is later; a time in the future is taken for now. So what is in the file counts, whatever its date.
/// <para>
/// A file's time changes with every checkout and copy, and whoever starts later would send the same events with another time. A cursor file remembers since when what holds. Where a cursor
/// cannot be kept, <see cref="EffectiveFrom"/> says it.
/// </para>
/// </remarks>
public sealed class BandsFileSource : IBandsSource
{
    private readonly string _path;
    private readonly BandsFolderLayout? _layout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EffectiveTimes _effective;
    private readonly ContentRevisions _revisions;
    private readonly string? _cursorFile;
    private BandsFileCursor? _cursor;
    private bool _isSaved = true;
    private FolderBands? _before;
    private string? _taken;
    private string? _candidate;
    private DateTimeOffset _candidateSince;

    /// <summary>Makes a source.</summary>
    /// <param name="path">The file, or the folder where there is a <paramref name="layout"/>.</param>
    /// <param name="layout">How to read a folder; none for a file.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Where it logs to.</param>
    /// <param name="cursorFile">The file that remembers since when what holds; it has to outlive the process. None by default.</param>
    /// <exception cref="IOException">The cursor cannot be read.</exception>
    public BandsFileSource(string path, BandsFolderLayout? layout = null, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null, string? cursorFile = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        (_path, _layout, _time, _cursorFile) = (path, layout, timeProvider ?? TimeProvider.System, cursorFile);
        _cursor = cursorFile is null ? null : BandsFileCursor.Load(cursorFile);
        _effective = new EffectiveTimes(_cursor?.EffectiveFrom ?? DateTimeOffset.MinValue, _time);
        _revisions = new ContentRevisions(_cursor?.Contents ?? []);
        _logger = GuardedLogger.Create<BandsFileSource>(loggerFactory);
    }

    /// <summary>How long nothing must have been written before a change is taken.</summary>
    /// <value>Default: 2 seconds.</value>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Since when the content holds, in place of the file's time.</summary>
    /// <value>Default: none.</value>
    public DateTimeOffset? EffectiveFrom { get; init; }

    /// <summary>The file or the folder, for messages.</summary>
    internal string Place => _path;

    /// <inheritdoc/>
    public IReadOnlyCollection<ProcessorCapacity> Confirmed => _cursor?.Capacities ?? [];

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

        DateTimeOffset effective;
        string revision;
        try
        {
            (effective, revision) = TakeEffect(hash, EffectiveFrom ?? written);
        }
        catch
        {
            // What cannot be remembered is not sent; the next look takes it again.
            _taken = null;
            throw;
        }

        return [new BandsVersion(bands, effective, _layout is null ? CapacityOrigin.File : CapacityOrigin.Folder, revision)];
    }

    /// <inheritdoc/>
    public Task ConfirmAsync(BandsVersion version, IReadOnlyCollection<ProcessorCapacity> capacities, CancellationToken cancellationToken = default)
    {
        if (_cursor is not null)
        {
            _cursor = _cursor with { Capacities = [.. capacities] };
            Save();
        }

        return Task.CompletedTask;
    }

    // Remembered before anything is sent: a process that ends in between must not send the same ids with another time when it starts again.
    private (DateTimeOffset Effective, string Revision) TakeEffect(string hash, DateTimeOffset said)
    {
        if (_cursor?.Hash == hash)
        {
            if (!_isSaved)
            {
                Save();
            }

            return (_cursor.EffectiveFrom, _cursor.Revision);
        }

        if (_effective.IsFuture(said))
        {
            Log.EffectiveInFuture(_logger, _layout is null ? $"The file {Path.GetFileName(_path)}" : $"The folder {Path.GetFileName(_path)}", said);
        }

        (DateTimeOffset effective, string revision) = (_effective.Next([said])[0], _revisions.Next(hash));
        if (_cursorFile is not null)
        {
            _cursor = new BandsFileCursor { Hash = hash, Revision = revision, EffectiveFrom = effective, Contents = _revisions.Known, Capacities = _cursor?.Capacities ?? [] };
            Save();
        }

        return (effective, revision);
    }

    private void Save()
    {
        _isSaved = false;
        try
        {
            _cursor!.Save(_cursorFile!);
            _isSaved = true;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

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
