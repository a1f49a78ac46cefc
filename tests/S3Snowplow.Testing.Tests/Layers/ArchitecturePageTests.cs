namespace S3Snowplow.Testing.Tests.Layers;

/// <summary>The map of the packages in <c>docs/architecture.md</c> is that of the tree.</summary>
public sealed class ArchitecturePageTests
{
    /// <summary>Every package under <c>src</c>.</summary>
    public static TheoryData<string> Packages => [.. PackageFiles.Packages];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Map_OfAPackage_CoversEveryFileAndNamesNoOther(string package)
    {
        string[] entries = [.. ArchitecturePage.Map[package]];
        IReadOnlyList<string> files = PackageFiles.Of(package);

        Assert.DoesNotContain(files, file => !Array.Exists(entries, entry => Covers(entry, file)));
        Assert.DoesNotContain(entries, entry => !files.Any(file => Covers(entry, file)));
        Assert.Equal(entries.Distinct(), entries);
    }

    [Fact]
    public void Names_OnTheWholePage_AreThoseOfFilesAndFolders()
    {
        Assert.NotEmpty(ArchitecturePage.Named);
        Assert.DoesNotContain(ArchitecturePage.Named, name => !PackageFiles.Packages.Any(package => PackageFiles.Of(package).Any(file => Covers(name, file))));
    }

    [Theory]
    [InlineData("Reading/", "Reading/KeyDecoder.cs", true)]
    [InlineData("Reading/", "Reading/Stores/Store.cs", false)]
    [InlineData("Reading/", "ReadingRoom.cs", false)]
    [InlineData("Reading/Stores/Store.cs", "Reading/Stores/Store.cs", true)]
    [InlineData("Store.cs", "Reading/Stores/Store.cs", false)]
    public void Covers_EntryAndFile_IsByFileOrItsOwnFolder(string entry, string file, bool expected) => Assert.Equal(expected, Covers(entry, file));

    // A folder stands for the files in it, not for further folders: a new one needs a line that says what it is for.
    private static bool Covers(string entry, string file) => entry.EndsWith('/') ? file[..(file.LastIndexOf('/') + 1)] == entry : file == entry;
}
