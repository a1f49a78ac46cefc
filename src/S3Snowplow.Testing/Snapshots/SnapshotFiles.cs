namespace S3Snowplow.Testing;

/// <summary>The two files of one snapshot.</summary>
/// <param name="Verified">The full path of the expectation.</param>
/// <param name="Received">The full path of what came instead.</param>
internal sealed record SnapshotFiles(string Verified, string Received)
{
    /// <summary>Names the files of one call.</summary>
    /// <param name="location">Where sources are.</param>
    /// <param name="sourceFile">The test's source file, as the compiler named it.</param>
    /// <param name="method">The test's method.</param>
    /// <param name="parameter">The case of a theory, if any.</param>
    /// <param name="extension">Without a dot.</param>
    /// <exception cref="ArgumentException">A name cannot be part of a file name on every system.</exception>
    /// <exception cref="DirectoryNotFoundException">The source's folder cannot be found.</exception>
    public static SnapshotFiles For(SourceLocation location, string sourceFile, string method, string? parameter, string extension)
    {
        ArgumentException.ThrowIfNullOrEmpty(sourceFile);
        Check(method, nameof(method), "_");
        Check(extension, nameof(extension), "");
        if (parameter is not null)
        {
            Check(parameter, nameof(parameter), ".-_=, ");
        }

        string source = location.Resolve(sourceFile);
        string stem = Path.Combine(
            Path.GetDirectoryName(source) ?? "",
            $"{Path.GetFileNameWithoutExtension(source)}.{method}{(parameter is null ? "" : $"_{parameter}")}");
        return new SnapshotFiles($"{stem}.verified.{extension}", $"{stem}.received.{extension}");
    }

    private static void Check(string name, string argument, string alsoAllowed)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, argument);
        foreach (char character in name)
        {
            if (!char.IsLetterOrDigit(character) && !alsoAllowed.Contains(character, StringComparison.Ordinal))
            {
                string others = alsoAllowed.Length == 0 ? "" : $" and \"{alsoAllowed}\"";
                throw new ArgumentException($"'{name}' names a file, so '{character}' is not allowed; allowed are letters, digits{others}.", argument);
            }
        }
    }
}
