using System.CommandLine;

namespace S3Snowplow.Tool;

/// <summary>The command <c>bands</c>: <c>check</c>, <c>show</c>, <c>suggest</c> and <c>submit</c>.</summary>
internal static class BandsCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="run">Runs what is asked for.</param>
    /// <param name="suggest">The command that makes a file from history: it replays, and so stands above this folder.</param>
    public static Command Create(CommandRun run, Command suggest)
    {
        var bands = new Command("bands", "Checks, shows, suggests and submits the bands: which pipeline has a processor of which size.");
        bands.Subcommands.Add(Check(run));
        bands.Subcommands.Add(Show(run));
        bands.Subcommands.Add(suggest);
        bands.Subcommands.Add(Submit(run));
        return bands;
    }

    private static Argument<string> File(string more = "") => new("bands") { Description = $"The file, or a folder with the default layout{more}." };

    private static Command Check(CommandRun run)
    {
        Argument<string> file = File();
        var check = new Command("check", "Says what is wrong in a bands.yml, and what is most likely not meant, with line and column.") { file };
        run.Set(check, (parsed, console, cancellationToken) => CheckRun.RunAsync(parsed.GetValue(file)!, console, cancellationToken));
        return check;
    }

    private static Command Show(CommandRun run)
    {
        Argument<string> file = File();
        var show = new Command("show", "Shows what is in a bands.yml: the pipelines with what each takes, reads, and tells whom.") { file };
        run.Set(show, (parsed, console, cancellationToken) => ShowRun.RunAsync(parsed.GetValue(file)!, console, cancellationToken));
        return show;
    }

    private static Command Submit(CommandRun run)
    {
        Argument<string> file = File("; with --git, its path in the repository");
        Option<Uri> collector = CollectorOption.Create("https://HOST, or http:// to this machine.", isRequired: true);
        var git = new Option<string?>("--git") { Description = "A git repository: a folder, or whatever git clone takes." };
        var branch = new Option<string>("--branch") { Description = "Its branch.", DefaultValueFactory = _ => "main" };
        var cursor = new Option<string?>("--cursor") { Description = "The file that remembers what was submitted, and since when it holds. Without --git by default .BANDS.submitted beside the bands." };
        var effective = new Option<DateTimeOffset?>("--effective-from") { Description = "Since when the bands hold, where no file outlives the run (CI): the same bands and time give the same events. For example the time of the commit." };
        var submit = new Command("submit", "Sends the capacities once and waits until the collector has them; for cron, CI or any scheduler.") { file, git, branch, cursor, effective, collector };
        run.Set(submit, (parsed, console, cancellationToken) => SubmitRun.RunAsync(
            new SubmitSettings(parsed.GetValue(file)!, parsed.GetValue(git), parsed.GetValue(branch)!, parsed.GetValue(cursor), parsed.GetValue(collector)!, parsed.GetValue(effective)),
            console,
            cancellationToken));
        CollectorOption.Check(submit, collector);
        return submit;
    }
}
