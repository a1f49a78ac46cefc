using System.Collections.ObjectModel;
using System.Xml.Linq;

namespace S3Snowplow.Testing.Tests.Layers;

/// <summary>Arrows between packages, and between the folders of a package, point down only. A failure names the type and the file.</summary>
public sealed class LayerTests
{
    // From the bottom to the top; docs/architecture.md says what each is for.
    private static readonly string[] Core = ["Model", "Diagnostics", "Reading", "Mapping", "Delivery", "Relay"];

    // "." are the files of Delivery itself: the emitter, which puts the folders together.
    private static readonly string[] Delivery = ["Collector", "Scopes", "Queue", "Attempts", "."];

    /// <summary>Every package under <c>src</c>.</summary>
    public static TheoryData<string> Packages => [.. PackageFiles.Packages];

    [Fact]
    public void Core_Folders_UseOnlyThoseBeforeThem() =>
        Check("Core", Core, SourceArrows.Find(PackageFiles.Read("S3Snowplow.Core"), FolderOrFile), ReadOnlyDictionary<string, string>.Empty);

    [Fact]
    public void Delivery_Folders_UseOnlyThoseBeforeThem() =>
        Check("Core/Delivery", Delivery, SourceArrows.Find(PackageFiles.Read("S3Snowplow.Core", "Delivery/"), FolderOrRoot), KnownArrows.UpInDelivery);

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_FoldersAndFilesBesideThem_AreOnNoCircle(string package)
    {
        // A file beside the folders is a node of its own: settings are below all folders, what registers or starts them is above.
        IReadOnlyList<TypeUse> arrows = SourceArrows.Find(PackageFiles.Read(package), FolderOrFile);
        IReadOnlyDictionary<string, string> known = KnownArrows.OnCircles(package);
        TypeUse[] others = [.. arrows.Where(arrow => !known.ContainsKey(arrow.Arrow))];

        // The rarest pair first: as a rule it is the one that goes up.
        AssertNone(ArrowGraph.OnCircles(others).GroupBy(arrow => (arrow.From, arrow.To)).OrderBy(pair => pair.Count()).SelectMany(pair => pair));
        foreach (string key in known.Keys)
        {
            Assert.True(ArrowGraph.OnCircles([.. others, .. arrows.Where(arrow => arrow.Arrow == key)]).Any(), $"{package}: '{key}' is on no circle any more; take it out of the list.");
        }
    }

    [Fact]
    public void Packages_ProjectReferences_AreThoseOfTheTableAndPointDown()
    {
        IReadOnlyList<(string Package, string[] Uses)> table = ArchitecturePage.Packages;
        Dictionary<string, int> places = table.Select((row, place) => (row.Package, place)).ToDictionary(row => row.Package, row => row.place, StringComparer.Ordinal);

        Assert.Equal(PackageFiles.Packages.Order(StringComparer.Ordinal), table.Select(row => row.Package).Order(StringComparer.Ordinal));
        Assert.All(table, row =>
        {
            Assert.Equal(References(row.Package), row.Uses.Order(StringComparer.Ordinal));
            foreach (string used in row.Uses)
            {
                Assert.True(places[used] < places[row.Package], $"{row.Package} uses {used}, which stands below it in the table of docs/architecture.md.");
            }
        });
    }

    private static void Check(string where, string[] order, IReadOnlyList<TypeUse> arrows, IReadOnlyDictionary<string, string> known)
    {
        // Where a folder has no arrow at all, the test has not read it.
        Assert.All(order, node => Assert.Contains(arrows, arrow => arrow.From == node || arrow.To == node));
        TypeUse[] up = [.. ArrowGraph.Up(arrows, order)];

        AssertNone(up.Where(arrow => !known.ContainsKey(arrow.Arrow)));
        foreach (string key in known.Keys)
        {
            Assert.True(Array.Exists(up, arrow => arrow.Arrow == key), $"{where}: '{key}' is gone; take it out of the list.");
        }
    }

    // All of them, which Assert.Empty would not print.
    private static void AssertNone(IEnumerable<TypeUse> arrows) => Assert.Equal("", string.Join(Environment.NewLine, arrows));

    private static string[] References(string package) =>
    [
        .. XDocument.Load(Path.Combine(RepositoryTree.Root, "src", package, package + ".csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .Order(StringComparer.Ordinal),
    ];

    private static string FolderOrFile(string path) => path.Contains('/') ? path[..path.IndexOf('/')] : path;

    private static string FolderOrRoot(string path) => path.Contains('/') ? path[..path.IndexOf('/')] : ".";
}
