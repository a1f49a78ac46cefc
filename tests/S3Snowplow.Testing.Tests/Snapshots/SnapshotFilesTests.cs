namespace S3Snowplow.Testing.Tests;

public sealed class SnapshotFilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("source-").FullName;
    private readonly string _output;
    private readonly string _source;

    public SnapshotFilesTests()
    {
        _output = Directory.CreateDirectory(Path.Combine(_root, "artifacts", "bin", "X.Tests", "release")).FullName;
        _source = Path.Combine(Directory.CreateDirectory(Path.Combine(_root, "tests", "X.Tests")).FullName, "ReaderTests.cs");
        File.WriteAllText(_source, "");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void For_Method_NamesAsVerifyDoes()
    {
        SnapshotFiles files = SnapshotFiles.For(new SourceLocation(_output, null), _source, "Read_X_Y", null, "json");

        Assert.Equal(Path.Combine(_root, "tests", "X.Tests", "ReaderTests.Read_X_Y.verified.json"), files.Verified);
        Assert.Equal(Path.Combine(_root, "tests", "X.Tests", "ReaderTests.Read_X_Y.received.json"), files.Received);
    }

    [Fact]
    public void For_Parameter_IsAppendedWithAnUnderscore() =>
        Assert.EndsWith(
            "ReaderTests.Read_sns-raw.verified.txt",
            SnapshotFiles.For(new SourceLocation(_output, null), _source, "Read", "sns-raw", "txt").Verified,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("Read", "a/b", "txt")]
    [InlineData("Read", "", "txt")]
    [InlineData("Read", null, ".txt")]
    [InlineData("", null, "txt")]
    public void For_NameThatIsNoFileName_Throws(string method, string? parameter, string extension) =>
        Assert.Throws<ArgumentException>(() => SnapshotFiles.For(new SourceLocation(_output, null), _source, method, parameter, extension));

    [Fact]
    public void Resolve_MappedPath_IsFoundAboveTheBuildOutput() =>
        Assert.Equal(_source, Path.GetFullPath(new SourceLocation(_output, null).Resolve("/_/tests/X.Tests/ReaderTests.cs")));

    [Fact]
    public void Resolve_MappedPathAndNamedRoot_IsBelowThatRoot() =>
        Assert.Equal(_source, Path.GetFullPath(new SourceLocation(Path.GetTempPath(), _root).Resolve("/_/tests/X.Tests/ReaderTests.cs")));

    [Theory]
    [InlineData("/_/tests/Absent/ReaderTests.cs")]
    [InlineData("/absent-folder/ReaderTests.cs")]
    public void Resolve_FolderNotHere_ThrowsAndNamesTheVariable(string sourceFile)
    {
        foreach (string? root in (string?[])[null, _root])
        {
            DirectoryNotFoundException exception = Assert.Throws<DirectoryNotFoundException>(() => new SourceLocation(_output, root).Resolve(sourceFile));
            Assert.Contains("S3SNOWPLOW_SOURCE_ROOT", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Resolve_MappedPathOfThisRepository_IsFoundFromThisAssembly()
    {
        string found = SourceLocation.FromEnvironment().Resolve("/_/tests/S3Snowplow.Testing.Tests/Snapshots/SnapshotFilesTests.cs");
        Assert.True(File.Exists(found), found);
    }
}
