using System.Globalization;
using System.Text;

namespace S3Snowplow.Capacity;

/// <summary>What is asked of a git repository: the commits of one branch by their first parents, and which of them changed a path.</summary>
/// <remarks>
/// By plumbing commands alone, whose output no setting of a user changes. No names are read but those of a commit in which the path goes away: whether a path changed, the ids of
/// what is there before and after say. So no name can be taken for anything else.
/// </remarks>
/// <param name="git">Runs git in the repository.</param>
/// <param name="branch">The branch.</param>
internal sealed class GitHistory(GitCommand git, string branch)
{
    private const int Chunk = 500;

    /// <summary>The commit that the branch points at.</summary>
    /// <exception cref="IOException">There is no such branch, or no repository that may be read.</exception>
    public async Task<string> TipAsync(CancellationToken cancellationToken)
    {
        GitAnswer answer = await git.TryAsync(["rev-parse", "--verify", "--quiet", $"refs/heads/{branch}^{{commit}}"], null, cancellationToken).ConfigureAwait(false);
        return answer.ExitCode == 0 ? Encoding.UTF8.GetString(answer.Output).Trim()
            : answer.Said.Length > 0 ? throw git.Failure("rev-parse", answer)
            : throw new IOException($"The repository has no branch '{branch}': it was removed or renamed, or nothing was committed yet.");
    }

    /// <summary>Whether a commit is there and leads to the tip.</summary>
    public async Task<bool> IsAncestorAsync(string commit, string tip, CancellationToken cancellationToken) =>
        (await git.TryAsync(["cat-file", "-e", $"{commit}^{{commit}}"], null, cancellationToken).ConfigureAwait(false)).ExitCode == 0
        && (await git.TryAsync(["merge-base", "--is-ancestor", commit, tip], null, cancellationToken).ConfigureAwait(false)).ExitCode == 0;

    /// <summary>The commits from a tip on back, newest first, that changed a path against their first parent: a merge is one commit.</summary>
    public async IAsyncEnumerable<GitCommit> BackAsync(string tip, string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int skip = 0; ; skip += Chunk)
        {
            IReadOnlyList<GitCommit> some = await ListAsync(["--max-count=" + Text(Chunk), "--skip=" + Text(skip), tip, "--"], cancellationToken).ConfigureAwait(false);
            foreach ((GitCommit commit, _) in (await ChangesAsync(some, path, cancellationToken).ConfigureAwait(false)).Where(one => one.Change != PathChange.None))
            {
                yield return commit;
            }

            if (some.Count < Chunk)
            {
                yield break;
            }
        }
    }

    /// <summary>The commits after one, oldest first, that changed a path against their first parent. Where a commit renames it, the path goes on under its new name.</summary>
    /// <param name="after">The commit to begin behind.</param>
    /// <param name="tip">The last one.</param>
    /// <param name="path">The path at the commit to begin behind.</param>
    /// <param name="followsRenames">Whether renames are followed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<(GitCommit Commit, string Path)>> ForthAsync(string after, string tip, string path, bool followsRenames, CancellationToken cancellationToken)
    {
        IReadOnlyList<GitCommit> all = await ListAsync(["--reverse", $"{after}..{tip}", "--"], cancellationToken).ConfigureAwait(false);
        List<(GitCommit, string)> changed = [];
        for (int next = 0; next < all.Count;)
        {
            IReadOnlyList<GitCommit> some = [.. all.Skip(next).Take(Chunk)];
            next += some.Count;
            IReadOnlyList<(GitCommit Commit, PathChange Change)> changes = await ChangesAsync(some, path, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < changes.Count; i++)
            {
                (GitCommit commit, PathChange change) = changes[i];
                if (change == PathChange.None)
                {
                    continue;
                }

                if (followsRenames && change == PathChange.Gone && await NewNameAsync(commit.Id, path, cancellationToken).ConfigureAwait(false) is { } renamed)
                {
                    // From here on the ids of another path are compared.
                    path = renamed;
                    next -= changes.Count - i - 1;
                    changed.Add((commit, path));
                    break;
                }

                changed.Add((commit, path));
            }
        }

        return changed;
    }

    // "TIME ID" a line; both of digits alone.
    private async Task<IReadOnlyList<GitCommit>> ListAsync(string[] arguments, CancellationToken cancellationToken)
    {
        string output = await git.TextAsync(["rev-list", "--first-parent", "--timestamp", .. arguments], cancellationToken).ConfigureAwait(false);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Commit)];
    }

    private static GitCommit Commit(string line)
    {
        string[] parts = line.Split(' ');
        if (parts.Length != 2)
        {
            throw new IOException("'git rev-list' gave an answer that is none.");
        }

        // A commit may be dated in any century.
        long seconds = long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long said) ? said : long.MaxValue;
        return new GitCommit(parts[1], DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds())));
    }

    // Asked for by name and answered in the same order, a line each: an id, or that there is nothing.
    private async Task<IReadOnlyList<(GitCommit Commit, PathChange Change)>> ChangesAsync(IReadOnlyList<GitCommit> commits, string path, CancellationToken cancellationToken)
    {
        if (commits.Count == 0)
        {
            return [];
        }

        string asked = string.Concat(commits.Select(commit => $"{commit.Id}:{path}\n{commit.Id}^1:{path}\n"));
        byte[] output = await git.RunAsync(["cat-file", "--batch-check=%(objectname)"], Encoding.UTF8.GetBytes(asked), cancellationToken).ConfigureAwait(false);
        string[] answers = Encoding.UTF8.GetString(output).Split('\n');
        if (answers.Length != (2 * commits.Count) + 1)
        {
            throw new IOException("'git cat-file' gave an answer that is none.");
        }

        return [.. commits.Select((commit, i) => (commit, Compare(Id(answers[2 * i]), Id(answers[(2 * i) + 1]))))];

        // A submodule has an id and is no object of this repository: "ID submodule", or "ID missing".
        static string? Id(string answer) => answer.Split(' ')[0] is { Length: >= 40 } id && id.All(char.IsAsciiHexDigitLower) ? id : null;

        static PathChange Compare(string? now, string? before) => now == before ? PathChange.None : now is null ? PathChange.Gone : PathChange.Changed;
    }

    // With -z, for each file: ":MODE MODE ID ID M", NUL, its name, NUL; of a rename ("R100") both names. A name is taken by its turn, whatever letters it has.
    private async Task<string?> NewNameAsync(string commit, string path, CancellationToken cancellationToken)
    {
        string output = await git.TextAsync(["diff-tree", "-r", "-M", "-z", "--raw", "--no-ext-diff", $"{commit}^1", commit, "--"], cancellationToken).ConfigureAwait(false);
        string[] fields = output.Split('\0');
        for (int i = 0; i + 1 < fields.Length;)
        {
            bool hasTwo = fields[i].Split(' ')[^1] is ['R' or 'C', ..];
            if (hasTwo && i + 2 < fields.Length && fields[i].Split(' ')[^1][0] == 'R' && fields[i + 1] == path)
            {
                // What cannot be asked for by name again is not followed.
                return fields[i + 2].Any(letter => letter is '\uFFFD' || char.IsControl(letter)) ? null : fields[i + 2];
            }

            i += hasTwo ? 3 : 2;
        }

        return null;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private enum PathChange
    {
        None,
        Changed,
        Gone,
    }
}

/// <summary>A commit.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Time">Its committer time; whatever that clock said, so it may go backwards from one to the next.</param>
internal sealed record GitCommit(string Id, DateTimeOffset Time);
