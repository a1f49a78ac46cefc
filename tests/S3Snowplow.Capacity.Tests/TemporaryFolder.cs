namespace S3Snowplow.Capacity.Tests;

/// <summary>A folder that is gone at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("capacity").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
