using System.CommandLine;

namespace S3Snowplow.Tool;

/// <summary>Files of a command. What is no file that can be read is refused before anything is done.</summary>
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
                if (Problem(name) is { } problem)
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

    private static string? Problem(string name)
    {
        if (name.StartsWith('-'))
        {
            // Standard input; or an option that is spelled wrong, which is said for all commands.
            return null;
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
}
