using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>
/// Bands of a git repository, commit by commit: what was in effect between two looks is not lost, which is why this is no webhook.
/// </summary>
/// <remarks>
/// Every commit on the first-parent line of one branch that changes the file or folder is a version; a merge is one, and what never reaches the branch is
/// none. Effective from the committer's time, or a millisecond after the version before, whichever is later. The cursor passes a commit when its events
/// were delivered, so a crash between the two sends them again under the same ids. Where the cursor's commit does not lead to the tip any more
/// (a force-push), the tip's full state is taken, and that is said. A renamed file is followed.
/// </remarks>
public sealed class GitBandsSource : IBandsSource
{
    private readonly GitBandsOptions _options;
    private readonly ILogger _logger;
    private readonly GitHistory _history;
    private readonly string _folder;
    private readonly bool _isLocal;
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);
    private string? _read;
    private string _path;
    private DateTimeOffset _previous;
    private bool _started;

    /// <summary>Makes a source, and loads its cursor.</summary>
    /// <param name="options">Which repository.</param>
    /// <param name="loggerFactory">Where it logs to.</param>
    /// <exception cref="ArgumentException">A setting is not usable.</exception>
    /// <exception cref="IOException">The cursor cannot be read.</exception>
    public GitBandsSource(GitBandsOptions options, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Repository.StartsWith('-') || options.Branch.StartsWith('-') || options.Branch.Length == 0 || options.Path.StartsWith('/'))
        {
            throw new ArgumentException("The repository and the branch begin with no '-', and the path with no '/'.", nameof(options));
        }

        _options = options;
        _logger = GuardedLogger.Create<GitBandsSource>(loggerFactory);
        _isLocal = Directory.Exists(options.Repository);
        _folder = _isLocal ? options.Repository : options.CloneFolder ?? options.CursorFile + ".git";
        _history = new GitHistory(_folder, options.Branch);
        GitCursor? cursor = GitCursor.Load(options.CursorFile);
        if (cursor?.ConfiguredPath != options.Path)
        {
            cursor = null;
        }

        (_read, _path, _previous) = (cursor?.Commit, cursor?.Path ?? options.Path, cursor?.EffectiveFrom ?? DateTimeOffset.MinValue);
        Confirmed = cursor?.Capacities ?? [];
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<ProcessorCapacity> Confirmed { get; }

    /// <inheritdoc/>
    public string? Problem { get; private set; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BandsVersion>> ReadAsync(CancellationToken cancellationToken = default)
    {
        await FetchAsync(cancellationToken).ConfigureAwait(false);
        string tip = await _history.TipAsync(cancellationToken).ConfigureAwait(false);
        if (_started && tip == _read)
        {
            return [];
        }

        List<BandsVersion> versions = [];
        if (_read is not null && await _history.IsAncestorAsync(_read, tip, cancellationToken).ConfigureAwait(false))
        {
            if (!_started && await VersionAsync(_read, _previous, cancellationToken).ConfigureAwait(false) is { } known)
            {
                // Where the process before had come to: the inputs are needed, and the full state is sent again.
                versions.Add(known);
            }

            foreach (GitCommit commit in await _history.CommitsAsync(_read, tip, cancellationToken).ConfigureAwait(false))
            {
                await AddAsync(commit, versions, cancellationToken).ConfigureAwait(false);
            }
        }
        else
        {
            if (_read is not null)
            {
                Log.HistoryRewritten(_logger, _options.Branch);
                _path = _options.Path;
            }

            IReadOnlyList<GitCommit> all = await _history.CommitsAsync(after: null, tip, cancellationToken).ConfigureAwait(false);
            // The commit that last touched the bands, not the tip: a new commit elsewhere must not seem to be a new version. One that is unusable
            // leaves in effect what was before it.
            foreach (GitCommit commit in all.Where(Touches).Reverse())
            {
                await TakeAsync(commit, versions, cancellationToken).ConfigureAwait(false);
                if (versions.Count > 0)
                {
                    break;
                }
            }

            if (versions.Count == 0)
            {
                Refuse($"The branch {_options.Branch} has no usable {_path}.");
            }
        }

        (_read, _started) = (tip, true);
        return versions;
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

    private async Task AddAsync(GitCommit commit, List<BandsVersion> versions, CancellationToken cancellationToken)
    {
        if (!Touches(commit))
        {
            return;
        }

        foreach ((string old, string renamed) in commit.Changes)
        {
            if (_options.Layout is null && old == _path && renamed != old)
            {
                _path = renamed;
                break;
            }
        }

        await TakeAsync(commit, versions, cancellationToken).ConfigureAwait(false);
    }

    private async Task TakeAsync(GitCommit commit, List<BandsVersion> versions, CancellationToken cancellationToken)
    {
        DateTimeOffset effective = commit.Time > _previous ? commit.Time : _previous.AddMilliseconds(1);
        if (await VersionAsync(commit.Id, effective, cancellationToken).ConfigureAwait(false) is { } version)
        {
            _previous = effective;
            versions.Add(version);
        }
    }

    private async Task<BandsVersion?> VersionAsync(string commit, DateTimeOffset effective, CancellationToken cancellationToken)
    {
        IReadOnlyList<(string Name, string Text)> files = await _history.FilesAsync(commit, _path, _options.Layout is not null, cancellationToken).ConfigureAwait(false);
        if (files.Count == 0)
        {
            Refuse($"Commit {commit} has no {_path}.");
            return null;
        }

        try
        {
            CapacityBands bands = _options.Layout is { } layout ? layout.Read(files) : CapacityBands.Parse(files[0].Text, files[0].Name);
            (_paths[commit], Problem) = (_path, null);
            return new BandsVersion(bands, effective, CapacityOrigin.Git, commit);
        }
        catch (BandsException exception)
        {
            Refuse($"Commit {commit}: {exception.Message}");
            return null;
        }
    }

    private void Refuse(string reason)
    {
        Problem = reason;
        Log.BandsRefused(_logger, reason);
    }

    private bool Touches(GitCommit commit)
    {
        string root = _path.Length == 0 ? "" : _path.TrimEnd('/') + "/";
        return commit.Changes.Any(change => _options.Layout is null
            ? change.Old == _path || change.New == _path
            : change.Old.StartsWith(root, StringComparison.Ordinal) || change.New.StartsWith(root, StringComparison.Ordinal));
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        if (_isLocal)
        {
            return;
        }

        if (!Directory.Exists(_folder))
        {
            string parent = Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_folder))!).FullName;

            // Beside and renamed: a clone that was broken off must not be taken for a whole one.
            string beside = Path.GetFullPath(_folder) + ".new";
            if (Directory.Exists(beside))
            {
                Directory.Delete(beside, recursive: true);
            }

            await GitCommand.RunAsync(parent, ["clone", "--bare", "--quiet", "--single-branch", "--branch", _options.Branch, "--", _options.Repository, beside], null, cancellationToken).ConfigureAwait(false);
            Directory.Move(beside, _folder);
            return;
        }

        await GitCommand.RunAsync(_folder, ["fetch", "--quiet", "--no-tags", "--", _options.Repository, $"+refs/heads/{_options.Branch}:refs/heads/{_options.Branch}"], null, cancellationToken).ConfigureAwait(false);
    }
}
