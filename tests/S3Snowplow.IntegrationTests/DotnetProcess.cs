using System.Diagnostics;

namespace S3Snowplow.IntegrationTests;

/// <summary>Runs <c>dotnet</c> as a user would.</summary>
internal static class DotnetProcess
{
    public static async Task<ProcessResult> RunAsync(string folder, params string[] arguments) => await RunWithInputAsync(folder, "", arguments);

    public static async Task<ProcessResult> RunWithInputAsync(string folder, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder };

        // What the test run set for itself must not reach the builds that it starts: they keep no build nodes, which would outlive the test.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment.Remove("MSBUILD_EXE_PATH");
        start.Environment.Remove("VSTestNoBuild");
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("MSBuildExtensionsPath");
        return await ChildProcess.RunAsync(start, input);
    }
}
