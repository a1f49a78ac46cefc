using System.Text;

namespace S3Snowplow.Testing.Tests;

public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snapshot-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Match_CommittedFile_IsFoundBesideThisFile() => Snapshot.Match("{\"a\":1}\n"u8, "json");

    [Theory]
    [InlineData("first")]
    [InlineData("second")]
    public void Match_Parameter_TellsCasesApart(string parameter) => Snapshot.Match($"{parameter}\n", "txt", parameter);

    [Fact]
    public void Match_SameBytes_DeletesTheStaleReceivedFile()
    {
        SnapshotFiles files = Files();
        File.WriteAllText(files.Verified, "same");
        File.WriteAllText(files.Received, "stale");

        Snapshot.Match("same"u8, files, accept: false);

        Assert.False(File.Exists(files.Received));
    }

    [Fact]
    public void Match_NoVerifiedFile_WritesReceivedAndThrows()
    {
        SnapshotFiles files = Files();

        SnapshotMismatchException exception = Assert.Throws<SnapshotMismatchException>(() => Snapshot.Match("new"u8, files, accept: false));

        Assert.Equal("new", File.ReadAllText(files.Received));
        Assert.False(File.Exists(files.Verified));
        Assert.Equal((files.Verified, files.Received), (exception.VerifiedFile, exception.ReceivedFile));
        Assert.StartsWith("Snapshot Some.Test.verified.txt does not exist yet; 3 bytes received", exception.Message, StringComparison.Ordinal);
        Assert.Contains("S3SNOWPLOW_ACCEPT_SNAPSHOTS=1", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\n", "a\r\n")]
    [InlineData("a\n", "a")]
    [InlineData("a", "\uFEFFa")]
    [InlineData("", " ")]
    public void Match_OneByteMoreOrLess_Throws(string expected, string actual)
    {
        SnapshotFiles files = Files();
        File.WriteAllBytes(files.Verified, Encoding.UTF8.GetBytes(expected));

        Assert.Throws<SnapshotMismatchException>(() => Snapshot.Match(Encoding.UTF8.GetBytes(actual), files, accept: false));

        Assert.Equal(Encoding.UTF8.GetBytes(actual), File.ReadAllBytes(files.Received));
        Assert.Equal(Encoding.UTF8.GetBytes(expected), File.ReadAllBytes(files.Verified));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Match_Accepting_RewritesVerifiedAndDeletesReceived(bool exists)
    {
        SnapshotFiles files = Files();
        if (exists)
        {
            File.WriteAllText(files.Verified, "old");
        }

        File.WriteAllText(files.Received, "stale");

        Snapshot.Match("new"u8, files, accept: true);

        Assert.Equal("new", File.ReadAllText(files.Verified));
        Assert.False(File.Exists(files.Received));
    }

    [Theory]
    [InlineData("1", null, true)]
    [InlineData("1", "false", true)]
    [InlineData("1", "true", false)]
    [InlineData("1", "True", false)]
    [InlineData("1", "1", false)]
    [InlineData("true", null, false)]
    [InlineData("", null, false)]
    [InlineData(null, null, false)]
    public void IsWanted_Environment_NeverOnABuildServer(string? accept, string? ci, bool wanted) =>
        Assert.Equal(wanted, SnapshotAcceptance.IsWanted(accept, ci));

    private SnapshotFiles Files() => SnapshotFiles.For(new SourceLocation(_folder, null), Path.Combine(_folder, "Some.cs"), "Test", null, "txt");
}
