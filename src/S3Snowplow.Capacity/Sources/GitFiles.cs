using System.Globalization;
using System.Text;

namespace S3Snowplow.Capacity;

/// <summary>The files of a commit. Their sizes are asked for before any content is.</summary>
/// <param name="git">Runs git in the repository.</param>
internal sealed class GitFiles(GitCommand git)
{
    private const string LinkMode = "120000";

    /// <summary>The file at a path, or <see langword="null"/> where there is none.</summary>
    public async Task<FolderFile?> FileAsync(string commit, string path, CancellationToken cancellationToken)
    {
        Entry[] entries = [.. (await ListAsync(commit, path, recurses: false, cancellationToken).ConfigureAwait(false)).Where(entry => entry.Path == path)];
        string name = path[(path.LastIndexOf('/') + 1)..];
        return entries.Length == 0 ? null : (await ReadAsync([(entries[0], name)], cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>The files of a folder that belong to its bands, by their paths from it.</summary>
    public async Task<IReadOnlyList<FolderFile>> FolderAsync(string commit, string path, BandsFolderLayout layout, CancellationToken cancellationToken)
    {
        string root = path.Trim('/') is { Length: > 0 } folder ? folder + "/" : "";
        (Entry Entry, string Name)[] files =
        [
            .. (await ListAsync(commit, root, layout.HasFoldersBelow, cancellationToken).ConfigureAwait(false))
                .Where(entry => entry.Path.StartsWith(root, StringComparison.Ordinal) && entry.Type != "tree")
                .Select(entry => (Entry: entry, Name: entry.Path[root.Length..]))
                .Where(file => layout.IsRead(file.Name)),
        ];
        return files.Length <= BandsText.MaxFiles
            ? await ReadAsync(files, cancellationToken).ConfigureAwait(false)
            : throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The folder has {files.Length} files that are read; {BandsText.MaxFiles} are allowed."));
    }

    // With -z, an entry is "MODE TYPE ID SIZE", a tab, and its name up to a NUL, which no name has.
    private async Task<IReadOnlyList<Entry>> ListAsync(string commit, string path, bool recurses, CancellationToken cancellationToken)
    {
        string[] arguments = ["ls-tree", "-z", "-l", "--full-tree", .. recurses ? (string[])["-r"] : [], commit, "--", .. path.Length > 0 ? (string[])[path] : []];
        string output = await git.TextAsync(arguments, cancellationToken).ConfigureAwait(false);
        List<Entry> entries = [];
        foreach (string one in output.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            int tab = one.IndexOf('\t', StringComparison.Ordinal);
            string[] head = one[..Math.Max(0, tab)].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (head.Length != 4)
            {
                throw new IOException("'git ls-tree' gave an answer that is none.");
            }

            entries.Add(new Entry(head[0], head[1], head[2], long.TryParse(head[3], NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : 0, one[(tab + 1)..]));
        }

        return entries;
    }

    private async Task<IReadOnlyList<FolderFile>> ReadAsync(IReadOnlyList<(Entry Entry, string Name)> files, CancellationToken cancellationToken)
    {
        Entry[] read = [.. files.Select(file => file.Entry).Where(entry => Problem(entry) is null)];
        long total = read.Sum(entry => entry.Size);
        if (total > BandsText.MaxFolderBytes)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The files of the folder have {total} bytes together; {BandsText.MaxFolderBytes} are allowed."));
        }

        byte[] asked = Encoding.UTF8.GetBytes(string.Concat(read.Select(entry => entry.Id + "\n")));
        byte[] output = read.Length == 0 ? [] : await git.RunAsync(["cat-file", "--batch"], asked, cancellationToken).ConfigureAwait(false);
        Queue<string> texts = Texts(output, read.Length);
        return [.. files.Select(file => Problem(file.Entry) is { } problem ? new FolderFile(file.Name, null, problem) : new FolderFile(file.Name, texts.Dequeue()))];
    }

    private static string? Problem(Entry entry) =>
        entry.Type != "blob" ? "Here is a submodule, whose files are in another repository. Allowed: a file."
        : entry.Mode == LinkMode ? "Here is a symbolic link, and links are not followed in a repository. Allowed: a file."
        : entry.Size > BandsText.MaxFileBytes ? BandsText.TooLong(entry.Size)
        : null;

    // Each answer is "ID blob SIZE", a line break, the content, and a line break; "ID missing" where an object is not there.
    private static Queue<string> Texts(ReadOnlySpan<byte> output, int count)
    {
        var texts = new Queue<string>(count);
        for (int i = 0; i < count; i++)
        {
            int end = output.IndexOf((byte)'\n');
            string[] head = end < 0 ? [] : Encoding.UTF8.GetString(output[..end]).Split(' ');
            if (head.Length != 3 || !int.TryParse(head[2], NumberStyles.None, CultureInfo.InvariantCulture, out int size) || output.Length < end + 1 + size + 1)
            {
                throw new IOException("The repository lacks an object that a commit names; it is damaged, or was not cloned whole.");
            }

            texts.Enqueue(BandsText.Decode(output.Slice(end + 1, size)));
            output = output[(end + 1 + size + 1)..];
        }

        return texts;
    }

    private sealed record Entry(string Mode, string Type, string Id, long Size, string Path);
}
