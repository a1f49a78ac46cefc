namespace S3Snowplow.Capacity;

/// <summary>The copy of a repository that is not on this machine, brought up to date before each look.</summary>
internal static class GitClone
{
    /// <summary>Makes the copy, or fetches what is new of the branch.</summary>
    /// <param name="repository">Whatever <c>git clone</c> takes.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="folder">Where the copy is.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="IOException">It cannot be had now.</exception>
    public static async Task UpdateAsync(string repository, string branch, string folder, CancellationToken cancellationToken)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                await new GitCommand(folder, repository).RunAsync(
                    ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--", repository, $"+refs/heads/{branch}:refs/heads/{branch}"], null, cancellationToken).ConfigureAwait(false);
                return;
            }

            string parent = Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(folder))!).FullName;

            // Beside and renamed: a clone that was broken off must not be taken for a whole one.
            string beside = Path.GetFullPath(folder) + ".new";
            if (Directory.Exists(beside))
            {
                Directory.Delete(beside, recursive: true);
            }

            await new GitCommand(parent, repository).RunAsync(["clone", "--bare", "--quiet", "--single-branch", "--branch", branch, "--", repository, beside], null, cancellationToken).ConfigureAwait(false);
            Directory.Move(beside, folder);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }
}
