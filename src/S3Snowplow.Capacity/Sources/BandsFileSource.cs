using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>Bands of a file, or of a folder with a file for each pipeline, on this machine.</summary>
/// <remarks>
/// Looked at when asked (<see cref="CapacityFeedOptions.PollInterval"/>), since not every file system tells of changes. A change is taken once nothing was
/// written for <see cref="SettleTime"/> and two looks found the same: a file that is cut off in the middle may well be valid YAML. Effective from the time of the
/// last writing, or a millisecond after the version before, whichever is later.
/// </remarks>
public sealed class BandsFileSource : IBandsSource
{
    private readonly string _path;
    private readonly BandsFolderLayout? _layout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private string? _taken;
    private string? _candidate;
    private DateTimeOffset _previous = DateTimeOffset.MinValue;

    /// <summary>Makes a source.</summary>
    /// <param name="path">The file, or the folder where there is a <paramref name="layout"/>.</param>
    /// <param name="layout">How to read a folder; none for a file.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Where it logs to.</param>
    public BandsFileSource(string path, BandsFolderLayout? layout = null, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        (_path, _layout, _time) = (path, layout, timeProvider ?? TimeProvider.System);
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
        (List<(string Name, string Text)> files, DateTimeOffset written) = await LookAsync(cancellationToken).ConfigureAwait(false);
        string hash = CapacityBands.HashOf(string.Join('\0', files.Select(file => $"{file.Name}\0{file.Text}")));
        if (hash == _taken)
        {
            _candidate = null;
            return [];
        }

        bool settled = _time.GetUtcNow() - written >= SettleTime && (_candidate == hash || _taken is null);
        _candidate = hash;
        if (!settled)
        {
            return [];
        }

        (_taken, _candidate) = (hash, null);
        CapacityBands bands;
        try
        {
            bands = _layout is null ? CapacityBands.Parse(files[0].Text, files[0].Name) : _layout.Read(files);
            Problem = null;
        }
        catch (BandsException exception)
        {
            Problem = exception.Message;
            Log.BandsRefused(_logger, exception.Message);
            return [];
        }

        // A file may be put back with its old time; what is in effect now came later all the same.
        DateTimeOffset effective = written > _previous ? written : _previous.AddMilliseconds(1);
        _previous = effective;
        return [new BandsVersion(bands, effective, _layout is null ? CapacityOrigin.File : CapacityOrigin.Folder, $"{hash}@{effective.ToUnixTimeMilliseconds()}")];
    }

    /// <inheritdoc/>
    public Task ConfirmAsync(BandsVersion version, IReadOnlyCollection<ProcessorCapacity> capacities, CancellationToken cancellationToken = default) => Task.CompletedTask;

    private async Task<(List<(string Name, string Text)> Files, DateTimeOffset Written)> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            string[] paths = _layout is null ? [_path] : [.. Directory.EnumerateFiles(_path).Where(BandsFolderLayout.IsRead).Order(StringComparer.Ordinal)];
            DateTimeOffset written = _layout is null ? DateTimeOffset.MinValue : new DateTimeOffset(File.GetLastWriteTimeUtc(_path));
            List<(string, string)> files = [];
            foreach (string path in paths)
            {
                var time = new DateTimeOffset(File.GetLastWriteTimeUtc(path));
                written = time > written ? time : written;
                files.Add((Path.GetFileName(path), await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)));
            }

            return (files, Milliseconds(written));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    // What an event's time holds: otherwise a version would seem to be older than itself.
    private static DateTimeOffset Milliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
