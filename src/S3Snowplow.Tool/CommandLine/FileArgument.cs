using System.CommandLine;
using System.CommandLine.Parsing;

namespace S3Snowplow.Tool;

/// <summary>Files of a command. What is no file, an option that is spelled wrong above all, is refused before anything is done.</summary>
internal static class FileArgument
{
    /// <summary>Standard input.</summary>
    public const string Input = "-";

    /// <summary>Makes the argument: no file, one or several; which number is right, the command says.</summary>
    public static Argument<string[]> Create(string description)
    {
        var files = new Argument<string[]>("files") { Description = description, Arity = ArgumentArity.ZeroOrMore };
        files.Validators.Add(result =>
        {
            string[] names = [.. result.Tokens.Select(token => token.Value)];
            foreach (string name in names)
            {
                if (Problem(name, result) is { } problem)
                {
                    result.AddError(problem);
                }
            }

            if (names.Count(name => name == Input) > 1)
            {
                result.AddError("'-', standard input, is named twice; it can be read once.");
            }
        });
        return files;
    }

    private static string? Problem(string name, ArgumentResult result)
    {
        if (name == Input)
        {
            return null;
        }

        if (name.StartsWith('-') && !File.Exists(name))
        {
            return $"There is no option '{name}', and no file of that name.{Suggestion(name, result)}";
        }

        if (Directory.Exists(name))
        {
            return $"'{name}' is a folder; name the files in it.";
        }

        if (!File.Exists(name))
        {
            return $"There is no file '{name}'.";
        }

        try
        {
            using FileStream stream = File.OpenRead(name);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"The file '{name}' cannot be read: {exception.Message}";
        }
    }

    private static string Suggestion(string name, ArgumentResult result)
    {
        IEnumerable<string> options = (result.Parent as CommandResult)?.Command.Options.Select(option => option.Name) ?? [];
        return options.Append(ToolCommand.Json.Name).Where(option => Distance(name, option) <= 3).OrderBy(option => Distance(name, option)).FirstOrDefault() is { } meant ? $" Did you mean {meant}?" : "";
    }

    // By Levenshtein: how many letters are put in, left out or changed.
    private static int Distance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            (int diagonal, row[0]) = (row[0], i);
            for (int j = 1; j <= other.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
