using System.CommandLine;
using System.Text;

namespace S3Snowplow.Tool;

/// <summary>Runs what a command does, with a console of the form that its options ask for.</summary>
/// <param name="output">Standard output.</param>
/// <param name="errors">Standard error.</param>
/// <param name="time">The clock.</param>
internal sealed class CommandRun(TextWriter output, TextWriter errors, TimeProvider time)
{
    /// <summary>Makes <paramref name="action"/> what <paramref name="command"/> does.</summary>
    public void Set(Command command, Func<ParseResult, ToolConsole, CancellationToken, Task<int>> action) =>
        command.SetAction((parsed, cancellationToken) => InvokeAsync(parsed, action, cancellationToken));

    private async Task<int> InvokeAsync(ParseResult parsed, Func<ParseResult, ToolConsole, CancellationToken, Task<int>> action, CancellationToken cancellationToken)
    {
        bool isOutput = ReferenceEquals(output, Console.Out);
        var console = new ToolConsole(output, errors, time)
        {
            IsJson = parsed.GetValue(JsonOption.Option),
            IsTerminal = isOutput && !Console.IsOutputRedirected,
            IsErrorTerminal = ReferenceEquals(errors, Console.Error) && !Console.IsErrorRedirected,
        };
        if (isOutput)
        {
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        }

        try
        {
            return await action(parsed, console, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return console.Fail("Stopped.");
        }
    }
}
