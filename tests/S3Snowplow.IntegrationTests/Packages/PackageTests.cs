using System.IO.Compression;
using S3Snowplow.Testing.Tests;
using S3Snowplow.Testing;

namespace S3Snowplow.IntegrationTests.Packages;

/// <summary>The packages as a user gets them: packed, restored from a folder, built against and run.</summary>
[Collection(PackedPackagesCollection.Name)]
public sealed class PackageTests(PackedPackages packed)
{
    /// <summary>A template of the SDK, a line for its program, and the packages that are added.</summary>
    public static TheoryData<string, string, string> FreshProjects()
    {
        (string Template, string Use, string Packages)[] all =
        [
            ("worker", "builder.Services.AddS3SnowplowRelay().AddSpool().AddCapacity(\"bands.yml\").AddThroughputJudge();", "S3Snowplow.Hosting S3Snowplow.RabbitMq S3Snowplow.Capacity.Hosting S3Snowplow.Capacity.Aws S3Snowplow.Capacity.Email S3Snowplow.Capacity.Elasticsearch S3Snowplow.Lambda S3Snowplow.Testing"),
            ("web", "builder.Services.AddS3SnowplowRelay().AddWebhook();", "S3Snowplow.AspNetCore S3Snowplow.Dashboard"),
            ("console", "", "S3Snowplow.Core S3Snowplow.Lambda S3Snowplow.Testing"),
        ];
        var projects = new TheoryData<string, string, string>();
        foreach ((string template, string use, string packages) in all.Take(Proof.Count(part: 1, whole: all.Length)))
        {
            projects.Add(template, use, packages);
        }

        return projects;
    }

    [Theory]
    [InlineData("S3Snowplow.Aws")]
    [InlineData("S3Snowplow.Capacity")]
    [InlineData("S3Snowplow.Capacity.Aws")]
    [InlineData("S3Snowplow.Capacity.Elasticsearch")]
    [InlineData("S3Snowplow.Capacity.Email")]
    [InlineData("S3Snowplow.Capacity.Hosting")]
    [InlineData("S3Snowplow.AspNetCore")]
    [InlineData("S3Snowplow.Core")]
    [InlineData("S3Snowplow.Dashboard")]
    [InlineData("S3Snowplow.Hosting")]
    [InlineData("S3Snowplow.Lambda")]
    [InlineData("S3Snowplow.RabbitMq")]
    [InlineData("S3Snowplow.Testing")]
    public void Pack_EachPackage_HasAssemblyDocsReadmeAndLicence(string id)
    {
        using ZipArchive package = ZipFile.OpenRead(packed.PathOf(id));

        string[] files = [.. package.Entries.Select(entry => entry.FullName)];
        Assert.Equal([$"lib/net10.0/{id}.dll", .. HasDocumentation(id) ? [$"lib/net10.0/{id}.xml"] : (string[])[]], files.Where(file => file.StartsWith("lib/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains("README.md", files);
        using var nuspec = new StreamReader(package.GetEntry($"{id}.nuspec")!.Open());
        string manifest = nuspec.ReadToEnd();
        Assert.Contains("<license type=\"expression\">Apache-2.0</license>", manifest, StringComparison.Ordinal);
        Assert.Contains("<readme>README.md</readme>", manifest, StringComparison.Ordinal);
        Assert.Contains("<description>", manifest, StringComparison.Ordinal);
    }

    // A build that analyses nothing writes none either (Directory.Build.props); CI's does, and so does every Release build.
    private static bool HasDocumentation(string id) => Environment.GetEnvironmentVariable("CI") == "true"
        || File.Exists(Path.Combine(RepositoryTree.Root, "artifacts", "bin", id, "debug", $"{id}.xml"));

    [Fact]
    public void Pack_Core_DependsOnLoggingAbstractionsOnly()
    {
        using ZipArchive package = ZipFile.OpenRead(packed.PathOf("S3Snowplow.Core"));
        using var nuspec = new StreamReader(package.GetEntry("S3Snowplow.Core.nuspec")!.Open());

        string[] dependencies = [.. nuspec.ReadToEnd().Split('\n').Where(line => line.Contains("<dependency ", StringComparison.Ordinal)).Select(line => line.Split('"')[1]).Distinct()];

        Assert.Equal(["Microsoft.Extensions.Logging.Abstractions"], dependencies);
    }

    // What dotnet new makes names versions of its own, those of the SDK: a package that asks for later ones cannot be referenced (NU1605).
    // In each run of the tests the one with the most packages, in the whole proof all.
    [Theory]
    [MemberData(nameof(FreshProjects))]
    public async Task Add_ToAFreshProject_RestoresAndBuilds(string template, string use, string packages)
    {
        string project = await packed.NewFreshAsync(template, packages.Split(' '));
        string program = Path.Combine(project, "Program.cs");
        string[] lines = await File.ReadAllLinesAsync(program);
        int builder = Array.FindIndex(lines, line => line.StartsWith("var builder", StringComparison.Ordinal));
        await File.WriteAllTextAsync(program, string.Join('\n', ["using Microsoft.Extensions.DependencyInjection;", .. lines[..(builder + 1)], use, .. lines[(builder + 1)..]]));

        ProcessResult built = await DotnetProcess.RunAsync(project, "build", "--nologo", "-warnaserror");

        Assert.True(built.ExitCode == 0, built.ToString());
    }

    [Fact]
    public async Task Restore_TheReadmeProgramFromThePackages_BuildsRelaysAndSaysWhatBecameOfEachEvent()
    {
        string project = packed.NewConsumer();
        ProcessResult built = await DotnetProcess.RunAsync(project, "build", "--nologo", "-v", "quiet");
        Assert.True(built.ExitCode == 0, built.ToString());

        await using LocalCollector collector = await LocalCollector.StartAsync();
        string notification = Path.Combine(project, "notification.json");
        await File.WriteAllBytesAsync(notification, NotificationSamples.S3Put.Body.ToArray());
        ProcessResult run = await DotnetProcess.RunAsync(project, "run", "--no-build", "--", collector.Uri.AbsoluteUri, notification);
        await collector.WaitUntilJudgedAsync();

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Matches("^[0-9a-f-]{36} ObjectCreated:Put [0-9]+ bytes: Delivered", run.Output);
        GoodEvent good = Assert.Single(collector.Good);
        Assert.StartsWith(good.EventId.ToString(), run.Output, StringComparison.Ordinal);
        Assert.Empty(collector.Bad);
    }
}
