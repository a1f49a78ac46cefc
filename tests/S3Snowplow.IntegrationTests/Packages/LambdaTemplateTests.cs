using System.Xml.Linq;
using S3Snowplow.IntegrationTests.Stack;
using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests.Packages;

/// <summary>The template as a user gets it: installed, made into a project, built against the packed packages, tested. Without a network.</summary>
[Collection(PackedPackagesCollection.Name)]
public sealed class LambdaTemplateTests(PackedPackages packed)
{
    [NeedsToolFact("dotnet")]
    public async Task New_WithoutOptions_MakesAFunctionThatPassesItsTest()
    {
        string project = await packed.NewLambdaAsync("MyRelay");

        Assert.Contains($"\"S3Snowplow.Lambda\" Version=\"{packed.Version}\"", Read(project, "MyRelay/MyRelay.csproj"), StringComparison.Ordinal);
        Assert.Equal(
            [
                "# the transform runs in CloudFormation. From this folder:",
                "#   dotnet publish MyRelay --configuration Release --output publish",
                "#   aws cloudformation package --template-file template.yaml --s3-bucket MY-DEPLOYMENTS --output-template-file packaged.yaml",
                "#   aws cloudformation deploy --template-file packaged.yaml --stack-name s3snowplow --capabilities CAPABILITY_IAM \\",
                "      CodeUri: publish",
            ],
            LinesThatTheSampleHasNot(project));
        await TestAsync(project);
    }

    [NeedsToolFact("dotnet")]
    public async Task New_WithEveryOption_MakesAFunctionThatPassesItsTest()
    {
        // No name of a namespace, as names of folders often are none.
        string project = await packed.NewLambdaAsync("my-uploads", "--app-id", "uploads", "--trigger", "direct", "--schema", "iglu:com.acme/s3_change/jsonschema/2-0-1");

        string[] lines = LinesThatTheSampleHasNot(project);
        Assert.Contains("    Default: uploads", lines);
        Assert.Contains("    Default: direct", lines);
        Assert.Contains("    Default: iglu:com.acme/s3_change/jsonschema/2-0-1", lines);
        Assert.Equal(8, lines.Length);
        await TestAsync(project);
    }

    // As inside a clone of this repository: the folders above say where versions stand, and treat warnings as errors of their own.
    [NeedsToolFact("dotnet")]
    public async Task New_InAFolderWithCentralVersionsAndAPackageSource_StandsAlone()
    {
        string project = await packed.NewLambdaInsideAsync("Inside",
        [
            ("Directory.Packages.props", "<Project><PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup></Project>"),
            ("Directory.Build.props", "<Project><PropertyGroup><UseArtifactsOutput>true</UseArtifactsOutput></PropertyGroup></Project>"),
            ("Directory.Build.targets", """<Project><ItemGroup><PackageReference Include="Nowhere.To.Be.Found" /></ItemGroup></Project>"""),
        ]);

        await TestAsync(project);
        Assert.False(Directory.Exists(Path.Combine(project, "..", "artifacts")));
    }

    [NeedsToolFact("dotnet")]
    public async Task New_WithoutTests_MakesTheFunctionAlone()
    {
        string project = await packed.NewLambdaAsync("Bare", "--tests", "false");

        Assert.Equal(
            ["Bare.slnx", "Bare/Bare.csproj", "Bare/Program.cs", "Directory.Build.props", "README.md", "nuget.config", "template.yaml"],
            Directory.GetFiles(project, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(project, file).Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("Tests", Read(project, "Bare.slnx"), StringComparison.Ordinal);
        Assert.DoesNotContain("dotnet test", Read(project, "README.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_ForTheColdStart_AreThoseOfTheSample()
    {
        string[] sample = ColdStart("samples/Lambda/Lambda.csproj");

        Assert.NotEmpty(sample);
        Assert.Equal([.. sample, "InvariantGlobalization=true"], ColdStart("templates/S3Snowplow.Templates/s3snowplow-lambda/RelayFunction/RelayFunction.csproj"));
    }

    private static async Task TestAsync(string project)
    {
        ProcessResult tested = await DotnetProcess.RunAsync(project, "test", "--nologo", "-warnaserror");

        Assert.True(tested.ExitCode == 0, tested.ToString());
        Assert.Matches("Failed: +0, Passed: +1, Skipped: +0", tested.Output);
    }

    // One template.yaml for both: the sample's.
    private static string[] LinesThatTheSampleHasNot(string project)
    {
        string[] sample = RepositoryTree.ReadText("samples/Lambda/template.yaml")!.Split('\n');
        string[] made = Read(project, "template.yaml").Split('\n');

        Assert.Equal(sample.Length, made.Length);
        return [.. made.Where((line, at) => line != sample[at])];
    }

    // The sample has InvariantGlobalization from this repository's own settings.
    private static string[] ColdStart(string project) =>
        [.. XDocument.Parse(RepositoryTree.ReadText(project)!).Descendants("PropertyGroup")
            .Single(group => group.Attribute("Label")?.Value.StartsWith("A cold start", StringComparison.Ordinal) == true)
            .Elements().Select(setting => $"{setting.Name}={setting.Value}")];

    private static string Read(string project, string file) => File.ReadAllText(Path.Combine(project, file));
}
