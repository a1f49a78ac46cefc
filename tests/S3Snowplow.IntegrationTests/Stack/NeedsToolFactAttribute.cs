namespace S3Snowplow.IntegrationTests.Stack;

/// <summary>A test that runs a program of the machine. Without it the test is skipped, and says which program is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsToolFactAttribute : FactAttribute
{
    public NeedsToolFactAttribute(params string[] tools)
    {
        Tools = tools;
        string[] missing = [.. tools.Where(tool => PathOf(tool) is null)];
        if (missing.Length > 0)
        {
            Skip = $"Not on the PATH: {string.Join(", ", missing)}.";
        }
    }

    public IReadOnlyList<string> Tools { get; }

    /// <summary>Where the program is, or <see langword="null"/>.</summary>
    public static string? PathOf(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Where(folder => folder.Length > 0)
        .Select(folder => Path.Combine(folder, tool))
        .FirstOrDefault(File.Exists);
}
