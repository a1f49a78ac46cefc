using System.Text.RegularExpressions;
using S3Snowplow.Tests.Shared;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>The fold computes with integers: on any machine, and after any cut into runs, the same to the last byte.</summary>
public sealed partial class FoldSourceTests
{
    [Theory]
    [InlineData("double x = 1;", true)]
    [InlineData("if (load > 0.9)", true)]
    [InlineData("var half = 1e3;", true)]
    [InlineData("TimeSpan.FromMinutes(5).TotalMinutes", true)]
    [InlineData("int doubled = 10_000; // 0.5 is a comment", false)]
    public void FloatingPoint_InALine_IsFound(string line, bool found) => Assert.Equal(found, FloatingPoint().IsMatch(Code(line)));

    [Fact]
    public void Source_OfTheFold_HasNoFloatingPoint()
    {
        string[] files = Directory.GetFiles(RepositoryFile.PathOf("src/S3Snowplow.Capacity/Judgement/Fold"), "*.cs");

        Assert.True(files.Length > 20);
        Assert.All(files, file => Assert.DoesNotContain(File.ReadLines(file), line => FloatingPoint().IsMatch(Code(line))));
    }

    private static string Code(string line) => line.Split("//")[0];

    [GeneratedRegex(@"\b(double|float|decimal|Half|Single|Math\.(Round|Floor|Ceiling|Sqrt|Pow)|Total(Minutes|Seconds|Milliseconds|Hours))\b|\b\d[\d_]*\.\d|\b\d[\d_]*[eE]\d", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FloatingPoint();
}
