namespace S3Snowplow.Testing.Tests.Layers;

/// <summary>What counts as an arrow, in small sources.</summary>
public sealed class SourceArrowsTests
{
    private const string Lamp = "namespace N;\n\npublic sealed class Lamp\n{\n    public const int Watt = 1;\n}\n";

    [Theory]
    [InlineData("class A\n{\n    private readonly Lamp _lamp = new();\n}")]
    [InlineData("class A : Lamp;")]
    [InlineData("class A\n{\n    int Of(object o) => o is Lamp ? Lamp.Watt : 0;\n}")]
    [InlineData("class A\n{\n    string Text() => $\"{{no}} {Lamp.Watt} \\\" {1}\";\n}")]
    [InlineData("class A\n{\n    string Text() => $$\"\"\"{no} {{Lamp.Watt}}\"\"\";\n}")]
    [InlineData("class A\n{\n    char quote = '\"'; int watt = Lamp.Watt; char other = '\"';\n}")]
    [InlineData("class A\n{\n    public Lamp Lamp { get; }\n}")]
    [InlineData("class A\n{\n    public int Lamp { get; set; }\n    object Make() => new Lamp();\n}")]
    public void Find_AUseOfAType_IsAnArrow(string code) =>
        Assert.Equal([new TypeUse("Up", "Down", "Lamp", "Up/A.cs")], Find(("Down/Lamp.cs", Lamp), ("Up/A.cs", code)));

    [Theory]
    [InlineData("// Lamp\nclass A;")]
    [InlineData("/* Lamp\n Lamp */ class A;")]
    [InlineData("/// <see cref=\"Lamp\"/>\nclass A;")]
    [InlineData("class A\n{\n    string text = \"Lamp \\\" Lamp\";\n}")]
    [InlineData("class A\n{\n    string text = @\"Lamp \"\" Lamp\";\n}")]
    [InlineData("class A\n{\n    string text = \"\"\"Lamp \"Lamp\" \"\"\";\n}")]
    [InlineData("class A\n{\n    string text = $\"Lamp {1} Lamp {{Lamp}}\";\n}")]
    [InlineData("class A\n{\n    int Of(B b) => b.Lamp;\n}")]
    [InlineData("class A\n{\n    B Make() => new()\n    {\n        Lamp = 1,\n    };\n}")]
    [InlineData("class A\n{\n    public int Lamp { get; set; }\n    int Twice() => Lamp + Lamp;\n}")]
    [InlineData("record A(bool IsOn, List<int> Lamp)\n{\n    int Count() => Count(Lamp);\n}")]
    [InlineData("class A\n{\n    private sealed class Lamp;\n    object Make() => Of(Lamp);\n}")]
    public void Find_ANameThatIsNoUse_IsNoArrow(string code) => Assert.Empty(Find(("Down/Lamp.cs", Lamp), ("Up/A.cs", code)));

    [Fact]
    public void Find_ATypeOfTheOwnFolder_IsNoArrow() =>
        Assert.Empty(Find(("Down/Lamp.cs", Lamp), ("Up/Lamp.cs", Lamp), ("Up/A.cs", "class A : Lamp;")));

    [Theory]
    [InlineData("public static partial class Lamp\n{\n}")]
    [InlineData("internal readonly record struct Lamp(int Watt);")]
    [InlineData("public interface Lamp;")]
    [InlineData("enum Lamp { On }")]
    [InlineData("public delegate Task<int?> Lamp(int watt);")]
    [InlineData("[Flags]\npublic enum Lamp\n{\n}")]
    public void Find_EachKindOfType_IsDeclared(string code) => Assert.Single(Find(("Down/Lamp.cs", code), ("Up/A.cs", "class A : Lamp;")));

    [Fact]
    public void Up_AnArrowUpAndAFolderWithoutAPlace_AreFound()
    {
        TypeUse down = new("B", "A", "T", "B/T.cs");
        TypeUse up = new("A", "B", "T", "A/T.cs");
        TypeUse nowhere = new("C", "A", "T", "C/T.cs");

        Assert.Equal([up, nowhere], ArrowGraph.Up([down, up, nowhere], ["A", "B"]));
    }

    [Fact]
    public void OnCircles_AWayBackOverAThirdFolder_IsFound()
    {
        TypeUse[] circle = [new("A", "B", "T", "A/T.cs"), new("B", "C", "T", "B/T.cs"), new("C", "A", "T", "C/T.cs")];
        TypeUse beside = new("D", "A", "T", "D/T.cs");

        Assert.Equal(circle, ArrowGraph.OnCircles([.. circle, beside]));
        Assert.Empty(ArrowGraph.OnCircles([.. circle.Skip(1), beside]));
    }

    private static IReadOnlyList<TypeUse> Find(params (string Path, string Text)[] files) => SourceArrows.Find(files, path => path[..path.IndexOf('/')]);
}
