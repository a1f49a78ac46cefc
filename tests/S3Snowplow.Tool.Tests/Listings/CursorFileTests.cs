namespace S3Snowplow.Tool.Tests.Listings;

public sealed class CursorFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-cursor-").FullName;

    [Fact]
    public void Load_WhatWasSaved_IsEqual()
    {
        var file = new CursorFile(Path.Combine(_folder, "cursor"));
        var cursor = new ListingCursor("listing", new DateTimeOffset(2026, 11, 28, 1, 2, 3, TimeSpan.Zero), "k\u0001 \U0001F600") { LastVersionId = "null", File = "f", Row = 3, IsComplete = true };
        file.Save(cursor with { LastKey = "before" });
        file.Save(cursor);

        Assert.Equal(cursor, file.Load("listing"));
        Assert.Single(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public void Load_NoFile_IsTheBegin() => Assert.Null(new CursorFile(Path.Combine(_folder, "cursor")).Load("listing"));

    [Fact]
    public void Load_CursorOfAnotherListing_IsRefused()
    {
        var file = new CursorFile(Path.Combine(_folder, "cursor"));
        file.Save(new ListingCursor("one", DateTimeOffset.UnixEpoch, ""));

        Assert.Contains("is of another listing: one. This one is: other", Assert.Throws<ListingException>(() => file.Load("other")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("[1]")]
    public void Load_FileOfSomethingElse_IsRefusedAndKept(string content)
    {
        string path = Path.Combine(_folder, "cursor");
        File.WriteAllText(path, content);

        Assert.Contains("is no cursor of this tool", Assert.Throws<ListingException>(() => new CursorFile(path).Load("listing")).Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(path));
    }

    [UnixFact("Modes of files are those of Unix.")]
    public void Save_Key_IsForTheOwnerOnly()
    {
        string path = Path.Combine(_folder, "cursor");
        new CursorFile(path).Save(new ListingCursor("one", DateTimeOffset.UnixEpoch, "key"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path));
    }

    [Fact]
    public void Save_FolderThatIsNotThere_SaysSo() =>
        Assert.Contains("cannot be written", Assert.Throws<ListingException>(() => new CursorFile(Path.Combine(_folder, "none", "cursor")).Save(new ListingCursor("one", DateTimeOffset.UnixEpoch, ""))).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
