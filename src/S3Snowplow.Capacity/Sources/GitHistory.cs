using System.Text;

namespace S3Snowplow.Capacity;

/// <summary>What is asked of a git repository: the commits of one branch by their first parents, and the files of a commit.</summary>
/// <param name="folder">The repository on this machine.</param>
/// <param name="branch">The branch.</param>
internal sealed class GitHistory(string folder, string branch)
{
    /// <summary>The commit that the branch points at.</summary>
    public async Task<string> TipAsync(CancellationToken cancellationToken) =>
        (await GitCommand.TextAsync(folder, ["rev-parse", "--verify", "--quiet", $"refs/heads/{branch}^{{commit}}"], cancellationToken).ConfigureAwait(false)).Trim();

    /// <summary>Whether a commit is there and leads to the tip.</summary>
    public async Task<bool> IsAncestorAsync(string commit, string tip, CancellationToken cancellationToken) =>
        (await GitCommand.TryAsync(folder, ["cat-file", "-e", $"{commit}^{{commit}}"], null, cancellationToken).ConfigureAwait(false)).ExitCode == 0
        && (await GitCommand.TryAsync(folder, ["merge-base", "--is-ancestor", commit, tip], null, cancellationToken).ConfigureAwait(false)).ExitCode == 0;

    /// <summary>The commits after one, oldest first, with what each changed against its first parent: a merge is one commit.</summary>
    /// <param name="after">The commit to begin behind; all of the branch without.</param>
    /// <param name="tip">The last one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<GitCommit>> CommitsAsync(string? after, string tip, CancellationToken cancellationToken)
    {
        string range = after is null ? tip : $"{after}..{tip}";
        string output = await GitCommand.TextAsync(
            folder, ["log", "--first-parent", "-m", "-M", "--reverse", "--name-status", "-z", "--format=%x01%H %ct", range, "--"], cancellationToken).ConfigureAwait(false);

        // With -z: "\x01HASH TIME\0" and then, after a line break, "M\0path\0" or "R100\0old\0new\0" for each file.
        List<GitCommit> commits = [];
        foreach (string one in output.Split('\x01', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = [.. one.Split('\0').Select(part => part.TrimStart('\n')).Where(part => part.Length > 0)];
            string[] head = parts[0].Trim().Split(' ');
            List<(string Old, string New)> changes = [];
            for (int i = 1; i < parts.Length;)
            {
                bool two = parts[i][0] is 'R' or 'C';
                changes.Add((parts[i][0] == 'C' ? parts[i + 2] : parts[i + 1], parts[two ? i + 2 : i + 1]));
                i += two ? 3 : 2;
            }

            commits.Add(new GitCommit(head[0], DateTimeOffset.FromUnixTimeSeconds(long.Parse(head[1])), changes));
        }

        return commits;
    }

    /// <summary>A file of a commit, or those of a folder that are read; empty where there is nothing.</summary>
    public async Task<IReadOnlyList<(string Name, string Text)>> FilesAsync(string commit, string path, bool isFolder, CancellationToken cancellationToken)
    {
        string[] paths = [path];
        if (isFolder)
        {
            string root = path.Length == 0 ? "" : path.TrimEnd('/') + "/";
            string listed = await GitCommand.TextAsync(folder, ["ls-tree", "-z", "--name-only", "--full-tree", commit, .. root.Length == 0 ? (string[])[] : [root]], cancellationToken).ConfigureAwait(false);
            paths = [.. listed.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(BandsFolderLayout.IsRead)];
        }

        if (paths.Length == 0)
        {
            return [];
        }

        byte[] asked = Encoding.UTF8.GetBytes(string.Concat(paths.Select(one => $"{commit}:{one}\n")));
        byte[] output = await GitCommand.RunAsync(folder, ["cat-file", "--batch"], asked, cancellationToken).ConfigureAwait(false);
        return Split(output, paths);
    }

    // Each answer is "HASH blob SIZE\n", the content and "\n"; or "NAME missing\n".
    private static List<(string Name, string Text)> Split(byte[] output, string[] paths)
    {
        List<(string, string)> files = [];
        ReadOnlySpan<byte> rest = output;
        foreach (string path in paths)
        {
            int end = rest.IndexOf((byte)'\n');
            string[] head = Encoding.UTF8.GetString(rest[..end]).Split(' ');
            rest = rest[(end + 1)..];
            if (head is [_, var type, var length] && int.TryParse(length, out int size))
            {
                if (type == "blob")
                {
                    files.Add((path[(path.LastIndexOf('/') + 1)..], Encoding.UTF8.GetString(rest[..size])));
                }

                rest = rest[(size + 1)..];
            }
        }

        return files;
    }
}

/// <summary>A commit.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Time">Its committer time; whatever that clock said, so it may go backwards from one to the next.</param>
/// <param name="Changes">The files that it changed, with their names before and after.</param>
internal sealed record GitCommit(string Id, DateTimeOffset Time, IReadOnlyList<(string Old, string New)> Changes);
