using System.CommandLine;

namespace S3Snowplow.Tool;

/// <summary>The command <c>s3snowplow</c>: which commands it has, and what holds for all of them.</summary>
internal static class ToolCommand
{
    private const string Codes = "Exit codes: 0 all was done; 1 it was tried, and not all succeeded; 2 the command line, a setting or a file is wrong, and nothing was done.";

    // From Ctrl+C on: what is under way is finished, and what was done is told.
    private static readonly TimeSpan StoppingTakes = TimeSpan.FromSeconds(30);

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
        var configuration = new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = StoppingTakes };
        if (CommandLineProblems.Find(parsed) is not { Count: > 0 } problems)
        {
            // A host listens to signals itself, and takes longer to stop than a command does: it sends what is open.
            configuration.ProcessTerminationTimeout = parsed.CommandResult.Command.Name == ServeCommand.Name ? null : configuration.ProcessTerminationTimeout;
            return await parsed.InvokeAsync(configuration);
        }

        // The whole help behind it would hide what is wrong.
        foreach (string problem in problems)
        {
            await errors.WriteLineAsync(problem);
        }

        await errors.WriteLineAsync($"Nothing was done. See: {CommandLineProblems.Path(parsed.CommandResult)} --help");
        return ExitCode.Refused;
    }

    /// <summary>The whole command with all that is below it.</summary>
    public static RootCommand Create(TextWriter output, TextWriter errors, TimeProvider time)
    {
        var run = new CommandRun(output, errors, time);
        var root = new RootCommand("Relays S3 notifications to Snowplow, and tells whenever more data comes in than its processors take. " + Codes) { JsonOption.Option };
        root.Subcommands.Add(DemoCommand.Create(run));
        root.Subcommands.Add(RelayCommand.Create(run));
        root.Subcommands.Add(ReplayCommand.Create(run));
        root.Subcommands.Add(BandsCommand.Create(run, SuggestCommand.Create(run)));
        root.Subcommands.Add(SimulateCommand.Create(run));
        root.Subcommands.Add(BackfillCommand.Create(run));
        root.Subcommands.Add(AlertCommand.Create(run));
        root.Subcommands.Add(ServeCommand.Create(run));
        root.Subcommands.Add(DoctorCommand.Create(run));
        foreach (Command command in ElasticsearchCommands.All(run))
        {
            root.Subcommands.Add(command);
        }

        return root;
    }
}
