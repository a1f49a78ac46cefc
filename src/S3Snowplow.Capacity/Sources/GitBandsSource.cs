using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>
/// Bands of a git repository, commit by commit: what was in effect between two looks is not lost, which is why this is no webhook.
/// </summary>
/// <remarks>
/// Every commit on the first-parent line of one branch that changes the file or folder is a version; a merge is one, and what never reaches the branch is
/// none. Effective from the committer's time, or a millisecond after the version before, whichever is later; a time in the future is taken for now. The cursor passes a commit when
/// its events were delivered, so a crash between the two sends them again under the same ids. Where the cursor's commit does not lead to the tip any more
/// (a force-push), the tip's full state is taken, and that is said. A renamed file is followed.
/// </remarks>
public sealed class GitBandsSource : IBandsSource
{
    // How far back a usable version of a file is looked for, in commits that changed the folder.
    private const int MaxBack = 100;

    private readonly GitBandsOptions _options;
    private readonly ILogger _logger;
    private readonly GitHistory _history;
    private readonly GitFiles _files;
    private readonly EffectiveTimes _effective;
    private readonly string _folder;
    private readonly bool _isLocal;
    private readonly DateTimeOffset _confirmedFrom;
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);
    private FolderBands? _before;
    private string? _content;
    private string? _read;
    private string _path;
    private bool _started;

    /// <summary>Makes a source, and loads its cursor.</summary>
    /// <param name="options">Which repository.</param>
    /// <param name="loggerFactory">Where it logs to.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <exception cref="ArgumentException">A setting is not usable.</exception>
    /// <exception cref="IOException">The cursor cannot be read.</exception>
    public GitBandsSource(GitBandsOptions options, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Repository.StartsWith('-') || options.Branch.StartsWith('-') || options.Branch.Length == 0 || options.Path.StartsWith('/'))
        {
            throw new ArgumentException("The repository and the branch begin with no '-', and the path with no '/'.", nameof(options));
        }

        if (options.Repository.Any(char.IsControl) || options.Branch.Any(char.IsControl) || options.Path.Any(char.IsControl))
        {
            throw new ArgumentException("The repository, the branch and the path have no control characters.", nameof(options));
        }

        _options = options;
        _logger = GuardedLogger.Create<GitBandsSource>(loggerFactory);
        _isLocal = Directory.Exists(options.Repository);
        _folder = _isLocal ? options.Repository : options.CloneFolder ?? options.CursorFile + ".git";
        var git = new GitCommand(_folder, options.Repository);
        (_history, _files) = (new GitHistory(git, options.Branch), new GitFiles(git));
        GitCursor? cursor = GitCursor.Load(options.CursorFile);
        if (cursor?.ConfiguredPath != options.Path)
        {
            cursor = null;
        }

        (_read, _path, _confirmedFrom) = (cursor?.Commit, cursor?.Path ?? ConfiguredPath, cursor?.EffectiveFrom ?? DateTimeOffset.MinValue);
        _effective = new EffectiveTimes(_confirmedFrom, timeProvider ?? TimeProvider.System);

        // A cursor of before says no inputs.
        Confirmed = [.. (cursor?.Capacities ?? []).Select(capacity => capacity.Inputs is null ? capacity with { Inputs = [] } : capacity)];
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<ProcessorCapacity> Confirmed { get; }

    /// <inheritdoc/>
    public string? Problem { get; private set; }

    private string ConfiguredPath => _options.Layout is null ? _options.Path : _options.Path.TrimEnd('/');

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BandsVersion>> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (!_isLocal)
        {
            await GitClone.UpdateAsync(_options.Repository, _options.Branch, _folder, cancellationToken).ConfigureAwait(false);
        }

        string tip = await _history.TipAsync(cancellationToken).ConfigureAwait(false);
        if (_started && tip == _read)
        {
            return [];
        }

        // A look that fails half-way must leave nothing behind, or the next one would take for known what nobody got.
        (string Path, FolderBands? Before, string? Content) state = (_path, _before, _content);
        bool isDone = false;
        try
        {
            IReadOnlyList<BandsVersion> versions = await ReadToAsync(tip, cancellationToken).ConfigureAwait(false);
            (_read, _started, isDone) = (tip, true, true);
            return versions;
        }
        finally
        {
            if (!isDone)
            {
                (_path, _before, _content) = state;
            }
        }
    }

    /// <inheritdoc/>
    public Task ConfirmAsync(BandsVersion version, IReadOnlyCollection<ProcessorCapacity> capacities, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(capacities);

        new GitCursor
        {
            Commit = version.Revision,
            Path = _paths.GetValueOrDefault(version.Revision, _path),
            ConfiguredPath = _options.Path,
            EffectiveFrom = version.EffectiveFrom,
            Capacities = [.. capacities],
        }.Save(_options.CursorFile);
        _paths.Remove(version.Revision);
        return Task.CompletedTask;
    }

    private async Task<IReadOnlyList<BandsVersion>> ReadToAsync(string tip, CancellationToken cancellationToken)
    {
        List<BandsVersion> versions = [];
        List<(GitCommit Commit, CapacityBands Bands)> taken = [];
        if (_read is not null && await _history.IsAncestorAsync(_read, tip, cancellationToken).ConfigureAwait(false))
        {
            if (!_started && await StartAsync(new GitCommit(_read, _confirmedFrom), cancellationToken).ConfigureAwait(false) is { } known)
            {
                // Where the process before had come to: the inputs are needed, and the full state is sent again.
                _paths[_read] = _path;
                versions.Add(new BandsVersion(known, _confirmedFrom, CapacityOrigin.Git, _read));
            }

            foreach ((GitCommit commit, string path) in await _history.ForthAsync(_read, tip, _path, _options.Layout is null, cancellationToken).ConfigureAwait(false))
            {
                _path = path;
                if (await TakeAsync(commit, cancellationToken).ConfigureAwait(false) is { } bands)
                {
                    taken.Add((commit, bands));
                    _paths[commit.Id] = _path;
                }
            }
        }
        else
        {
            if (_read is not null)
            {
                Log.HistoryRewritten(_logger, _options.Branch);
                _path = ConfiguredPath;
            }

            if (await LastUsableAsync(tip, cancellationToken).ConfigureAwait(false) is { } last)
            {
                taken.Add(last);
                _paths[last.Commit.Id] = _path;
            }
        }

        versions.AddRange(Dated(taken));
        return versions;
    }

    private IEnumerable<BandsVersion> Dated(List<(GitCommit Commit, CapacityBands Bands)> taken)
    {
        foreach ((GitCommit commit, _) in taken.Where(one => _effective.IsFuture(one.Commit.Time)))
        {
            Log.EffectiveInFuture(_logger, $"Commit {commit.Id}", commit.Time);
        }

        return taken.Zip(_effective.Next([.. taken.Select(one => one.Commit.Time)]), (one, effective) => new BandsVersion(one.Bands, effective, CapacityOrigin.Git, one.Commit.Id));
    }

    // The commit that last touched the bands, not the tip: a new commit elsewhere must not seem to be a new version. One that is unusable leaves in effect what was before it; it is
    // said once, however many lie before it.
    private async Task<(GitCommit Commit, CapacityBands Bands)?> LastUsableAsync(string tip, CancellationToken cancellationToken)
    {
        string? problem = null;
        await foreach (GitCommit commit in _history.BackAsync(tip, _path, cancellationToken).ConfigureAwait(false))
        {
            if (await StartAsync(commit, cancellationToken).ConfigureAwait(false) is { } bands)
            {
                Refuse(problem);
                Problem = problem ?? Problem;
                return (commit, bands);
            }

            problem ??= Problem;
        }

        Problem = problem ?? $"The branch {_options.Branch} has no {Shown(_path)}.";
        Refuse(Problem);
        return null;
    }

    /// <summary>The bands of a commit that is the first one here: of a folder, with those before it, as far as files of it are harmed. Says nothing.</summary>
    private async Task<CapacityBands?> StartAsync(GitCommit commit, CancellationToken cancellationToken)
    {
        if (_options.Layout is not { } layout)
        {
            return await ParseAsync(commit, cancellationToken).ConfigureAwait(false);
        }

        // Back to a version in which nothing is harmed, and forth again from there.
        Stack<(GitCommit Commit, IReadOnlyList<FolderFile> Files)> chain = new();
        await foreach (GitCommit earlier in _history.BackAsync(commit.Id, _path, cancellationToken).ConfigureAwait(false))
        {
            IReadOnlyList<FolderFile> files = await _files.FolderAsync(earlier.Id, _path, layout, cancellationToken).ConfigureAwait(false);
            chain.Push((earlier, files));
            if (chain.Count >= MaxBack || IsWhole(files))
            {
                break;
            }
        }

        _before = null;
        CapacityBands? bands = null;
        while (chain.TryPop(out (GitCommit Commit, IReadOnlyList<FolderFile> Files) next))
        {
            // The last one decides: what was before it is only what it falls back on.
            bands = Parse(next.Commit, next.Files);
        }

        if (_before?.Problem is { } problem && bands is not null)
        {
            Log.BandsHarmed(_logger, problem);
        }

        return bands;
    }

    private bool IsWhole(IReadOnlyList<FolderFile> files)
    {
        try
        {
            return new FolderReader(_options.Layout!).Read(files, before: null).Problem is null;
        }
        catch (BandsException)
        {
            return false;
        }
    }

    /// <summary>The bands of a commit that follows on those before; says what is wrong with them.</summary>
    private async Task<CapacityBands?> TakeAsync(GitCommit commit, CancellationToken cancellationToken)
    {
        string? before = _content;
        if (await ParseAsync(commit, cancellationToken).ConfigureAwait(false) is not { } bands)
        {
            Refuse(Problem);
            return null;
        }

        if (_before?.Problem is { } problem && _content != before)
        {
            Log.BandsHarmed(_logger, problem);
        }

        // A file beside those that are read, or a change that was taken back before it arrived.
        return _content == before ? null : bands;
    }

    private async Task<CapacityBands?> ParseAsync(GitCommit commit, CancellationToken cancellationToken)
    {
        IReadOnlyList<FolderFile> files = _options.Layout is { } layout
            ? await _files.FolderAsync(commit.Id, _path, layout, cancellationToken).ConfigureAwait(false)
            : await _files.FileAsync(commit.Id, _path, cancellationToken).ConfigureAwait(false) is { } file ? [file] : [];
        return Parse(commit, files);
    }

    private CapacityBands? Parse(GitCommit commit, IReadOnlyList<FolderFile> files)
    {
        if (files.Count == 0)
        {
            Problem = $"Commit {commit.Id} has no {(_options.Layout is null ? "" : "file to read in ")}{(_path.Length == 0 ? "the repository" : Shown(_path))}.";
            return null;
        }

        try
        {
            CapacityBands bands;
            if (_options.Layout is { } layout)
            {
                _before = new FolderReader(layout).Read(files, _before);
                (bands, Problem) = (_before.Bands, _before.Problem is { } harmed ? $"Commit {commit.Id}: {harmed}" : null);
            }
            else
            {
                bands = files[0].Text is { } text ? CapacityBands.Parse(text, files[0].Name) : throw new BandsException([new BandsError(files[0].Name, 1, 1, files[0].Problem!)]);
                Problem = null;
            }

            _content = FolderFile.HashOf(files);
            return bands;
        }
        catch (BandsException exception)
        {
            Problem = $"Commit {commit.Id}: {exception.Message}";
            return null;
        }
    }

    private void Refuse(string? problem)
    {
        if (problem is not null)
        {
            Log.BandsRefused(_logger, problem);
        }
    }

    private static string Shown(string path) => BandsText.Shown(path);
}
