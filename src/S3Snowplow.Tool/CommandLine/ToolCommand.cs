using System.CommandLine;
using System.CommandLine.Parsing;

namespace S3Snowplow.Tool;

/// <summary>The command <c>s3snowplow</c>: which commands it has, and what holds for all of them.</summary>
internal static class ToolCommand
{
    private const string Codes = "Exit codes: 0 all was done; 1 it was tried, and not all succeeded; 2 the command line, a setting or a file is wrong, and nothing was done.";

    /// <summary>Writes the result as one JSON document on standard output.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "Write the result as one JSON document to standard output; progress and problems go to standard error.", Recursive = true };

    /// <summary>Runs the command.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="errors">Standard error.</param>
    /// <param name="time">The clock.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, TimeProvider time)
    {
        RootCommand root = Create(output, errors, time);
        ParseResult parsed = root.Parse(args);
        var configuration = new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false };
        if (parsed.Errors.Count == 0)
        {
            return await parsed.InvokeAsync(configuration);
        }

        // The whole help behind it would hide what is wrong.
        foreach (ParseError error in parsed.Errors)
        {
            await errors.WriteLineAsync(error.Message);
        }

        string path = string.Join(' ', Names(parsed.CommandResult));
        await errors.WriteLineAsync($"Nothing was done. See s3snowplow {(path.Length > 0 ? path + " " : "")}--help.");
        return ExitCode.Refused;
    }

    /// <summary>The whole command with all that is below it.</summary>
    public static RootCommand Create(TextWriter output, TextWriter errors, TimeProvider time)
    {
        var run = new CommandRun(output, errors, time);
        var root = new RootCommand("Relays S3 notifications to Snowplow, and tells whenever more data comes in than its processors take. " + Codes) { Json };
        root.Subcommands.Add(DemoCommand.Create(run));
        root.Subcommands.Add(RelayCommand.Create(run));
        root.Subcommands.Add(BandsCommand.Create(run));
        root.Subcommands.Add(SimulateCommand.Create(run));
        foreach (Command command in ElasticsearchCommands.All(run))
        {
            root.Subcommands.Add(command);
        }

        return root;
    }

    private static IEnumerable<string> Names(CommandResult command) =>
        command.Parent is CommandResult parent ? [.. Names(parent), command.Command.Name] : [];
}
