using System.CommandLine;
using System.CommandLine.Parsing;

namespace S3Snowplow.Tool;

/// <summary>What is wrong in a command line, each thing in a line, with what was most likely meant.</summary>
internal static class CommandLineProblems
{
    /// <summary>Finds them.</summary>
    public static IReadOnlyList<string> Find(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string[] options = [.. Options(parsed.CommandResult).Distinct(StringComparer.Ordinal)];
        string[] known = [.. options, .. command.Subcommands.Select(one => one.Name)];

        // A parser that finds no such option takes it for a file where one is allowed.
        string[] taken = [.. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).Where(IsOption)];
        string[] unmatched = [.. parsed.UnmatchedTokens];
        return
        [
            .. taken.Concat(unmatched.Where(IsOption)).Select(name => Unknown("option", name, options)),
            .. unmatched.Where(token => !IsOption(token)).Select(name => command.Subcommands.Count > 0
                ? Unknown("command", name, known) + (NearestName.Of(name, known) is null ? $" There are: {string.Join(", ", command.Subcommands.Select(one => one.Name))}." : "")
                : $"'{name}' is not expected here: {Path(parsed.CommandResult)} takes no more arguments."),
            .. parsed.Errors.Where(error => !unmatched.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal)))
                .Where(error => unmatched.Length == 0 || error.SymbolResult != parsed.CommandResult).Select(error => Plain(error, command)),
        ];
    }

    /// <summary>The command as it is written: <c>s3snowplow bands check</c>.</summary>
    public static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)} {command.Command.Name}" : "s3snowplow";

    // The parser's own words say what is missing, and not what to give.
    private static string Plain(ParseError error, Command command) => error.SymbolResult switch
    {
        CommandResult { Command: var one } when one.Subcommands.Count > 0 && one == command => $"Give one of these commands: {string.Join(", ", one.Subcommands.Select(each => each.Name))}.",
        ArgumentResult { Tokens.Count: 0 } missing when error.Message.StartsWith("Required argument", StringComparison.Ordinal) => $"<{missing.Argument.Name}> is missing: {missing.Argument.Description}",
        _ => error.Message,
    };

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-' && !char.IsAsciiDigit(token[1]);

    private static string Unknown(string what, string name, string[] known)
    {
        string written = name.Split('=', 2)[0];
        return $"There is no {what} '{written}'{(NearestName.Of(written, known) is { } meant ? $"; did you mean '{meant}'?" : ".")}";
    }

    private static IEnumerable<string> Options(CommandResult command)
    {
        foreach (Option option in command.Command.Options)
        {
            yield return option.Name;
            foreach (string alias in option.Aliases)
            {
                yield return alias;
            }
        }

        for (CommandResult? parent = command.Parent as CommandResult; parent is not null; parent = parent.Parent as CommandResult)
        {
            foreach (Option option in parent.Command.Options.Where(option => option.Recursive))
            {
                yield return option.Name;
            }
        }
    }
}
