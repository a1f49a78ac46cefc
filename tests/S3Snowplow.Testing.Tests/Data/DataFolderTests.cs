namespace S3Snowplow.Testing.Tests.Data;

public sealed class DataFolderTests : IDisposable
{
    private const string Variable = "S3SNOWPLOW_EXAMPLE";

    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("s3snowplow-data-");

    private string Root => _parent.CreateSubdirectory("clone").FullName;

    public void Dispose() => _parent.Delete(recursive: true);

    [Fact]
    public void Find_VariableNamesAFolder_TakesIt()
    {
        string named = _parent.CreateSubdirectory("named").FullName;
        _parent.CreateSubdirectory("shared/cases");

        Assert.Equal(named, Find(named));
        Assert.Equal(named, Find("../named"));
    }

    [Fact]
    public void Find_VariableNamesNoFolder_NamesBothAndFallsBackToNothing()
    {
        _parent.CreateSubdirectory("shared/cases");
        string missing = Path.Combine(_parent.FullName, "missing");

        DirectoryNotFoundException exception = Assert.Throws<DirectoryNotFoundException>(() => Find(missing));

        Assert.Contains(Variable, exception.Message, StringComparison.Ordinal);
        Assert.Contains(missing, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Find_VariableIsNotSet_TakesTheNeighbourBeforeTheCopy(string? value)
    {
        string neighbour = _parent.CreateSubdirectory("shared/cases").FullName;
        Directory.CreateDirectory(Path.Combine(Root, "tests", "copy"));

        Assert.Equal(neighbour, Find(value));
    }

    [Fact]
    public void Find_NoNeighbour_TakesTheCopy() =>
        Assert.Equal(Directory.CreateDirectory(Path.Combine(Root, "tests", "copy")).FullName, Find(value: null));

    [Fact]
    public void Find_NothingThere_NamesTheVariable() =>
        Assert.Contains(Variable, Assert.Throws<DirectoryNotFoundException>(() => Find(value: null)).Message, StringComparison.Ordinal);

    private string Find(string? value) => DataFolder.Find(Variable, value, Root, "../shared/cases", "tests/copy");
}
