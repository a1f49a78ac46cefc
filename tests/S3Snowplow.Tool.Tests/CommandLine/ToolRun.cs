namespace S3Snowplow.Tool.Tests;

/// <summary>What a command printed, and how it ended, in this process.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs a command line.</summary>
    public static Task<ToolRun> OfAsync(params string[] args) => OfAsync(TimeProvider.System, args);

    /// <summary>Runs a command line by another clock.</summary>
    public static async Task<ToolRun> OfAsync(TimeProvider time, params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        int code = await ToolCommand.RunAsync(args, output, errors, time);
        return new ToolRun(code, output.ToString(), errors.ToString());
    }
}
