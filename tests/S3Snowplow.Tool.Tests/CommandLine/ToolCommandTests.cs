using System.CommandLine;

namespace S3Snowplow.Tool.Tests;

/// <summary>What holds for all commands.</summary>
public sealed class ToolCommandTests
{
    [Theory]
    [InlineData("relai x.json", "There is no command 'relai'; did you mean 'relay'?", "s3snowplow")]
    [InlineData("relay --colector http://127.0.0.1:1 x.json", "There is no option '--colector'; did you mean '--collector'?", "s3snowplow relay")]
    [InlineData("relay x.json --quick", "There is no option '--quick'.", "s3snowplow relay")]
    [InlineData("demo --sed 3", "There is no option '--sed'; did you mean '--seed'?", "s3snowplow demo")]
    [InlineData("bands chek x.yml", "There is no command 'chek'; did you mean 'check'?", "s3snowplow bands")]
    [InlineData("bands check x.yml --jsn", "There is no option '--jsn'; did you mean '--json'?", "s3snowplow bands check")]
    public async Task Run_SomethingMisspelt_NamesItAndWhatWasMeantAndDoesNothing(string line, string said, string help)
    {
        ToolRun run = await ToolRun.OfAsync(line.Split(' '));

        Assert.Equal((ExitCode.Refused, ""), (run.ExitCode, run.Output));
        string[] lines = run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(said, lines[0]);
        Assert.Equal($"Nothing was done. See: {help} --help", lines[^1]);
    }

    [Fact]
    public async Task Run_OptionWithoutItsValue_IsRefused()
    {
        ToolRun run = await ToolRun.OfAsync("demo", "--seed");

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Contains("--seed", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_OfTheRoot_TellsTheExitCodesAndEachCommand()
    {
        ToolRun run = await ToolRun.OfAsync("--help");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("Exit codes: 0 ", run.Output, StringComparison.Ordinal);
        Assert.All(Commands(Root()).Where(one => one.Parent is RootCommand), command => Assert.Contains($"  {command.Command.Name}", run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void Descriptions_OfEveryCommandArgumentAndOption_AreThere()
    {
        string[] silent =
        [
            .. Commands(Root()).SelectMany(one => (Symbol[])[one.Command, .. one.Command.Options, .. one.Command.Arguments]).Where(symbol => string.IsNullOrEmpty(symbol.Description)).Select(symbol => symbol.Name),
        ];

        Assert.Empty(silent);
    }

    [Theory]
    [InlineData("collector", "collector")]
    [InlineData("colector", "collector")]
    [InlineData("colelctor", "collector")]
    [InlineData("COLLECTOR", "collector")]
    [InlineData("x", null)]
    public void NearestName_OfTwo_IsTheOneThatDiffersLittle(string written, string? meant) =>
        Assert.Equal(meant, NearestName.Of(written, ["collector", "schema"]));

    private static RootCommand Root() => ToolCommand.Create(TextWriter.Null, TextWriter.Null, TimeProvider.System);

    private static IEnumerable<(Command Command, Command? Parent)> Commands(Command command, Command? parent = null) =>
        [(command, parent), .. command.Subcommands.SelectMany(one => Commands(one, command))];
}
