using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Alerts;
using S3Snowplow.Hosting.Spool;

namespace S3Snowplow.Tool;

/// <summary>Looks whether the folders for what has to outlive the process can be written to, and whether there is room for what the spool may take.</summary>
internal sealed class FolderCheck(DoctorContext context) : IDoctorCheck
{
    public string Name => "folders";

    public Task<Finding> LookAsync(CancellationToken cancellationToken)
    {
        SpoolOptions spool = context.Options<SpoolOptions>();
        List<string> folders = [Path.GetFullPath(spool.Directory!)];
        if (context.Settings.Has("Capacity") && context.Options<ThroughputJudgeOptions>().StateFile is { Length: > 0 } state)
        {
            folders.Add(Path.GetDirectoryName(Path.GetFullPath(state))!);
        }

        foreach (string folder in folders)
        {
            if (Problem(folder) is { } problem)
            {
                return Task.FromResult(Finding.Wrong($"{folder} cannot be written to: {problem}", "Give this user the right to write there, or set S3Snowplow:DataFolder to a folder on a local disk."));
            }
        }

        long free = new DriveInfo(Nearest(folders[0])).AvailableFreeSpace, most = spool.MaxBytes + spool.MaxRejectedBytes;
        string room = $"{string.Join(" and ", folders)}: {AlertWords.Size(free, isBinary: true)} free, the spool takes {AlertWords.Size(most, isBinary: true)} at most";
        return Task.FromResult(free < most
            ? Finding.Wrong(room, "Make room, or lower S3Snowplow:Spool:MaxBytes and MaxRejectedBytes; with a full disk nothing more is taken.")
            : Finding.Ok(room));
    }

    // What is missing is made by serve, and not by a check.
    private static string? Problem(string folder)
    {
        string there = Nearest(folder);
        if (File.Exists(there))
        {
            return $"{there} is a file";
        }

        string probe = Path.Combine(there, $".s3snowplow-doctor-{Environment.ProcessId}");
        try
        {
            using (new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
                return null;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message.TrimEnd('.');
        }
    }

    // The folder, or the nearest above it that is there.
    private static string Nearest(string folder)
    {
        string there = folder;
        while (!Path.Exists(there) && Path.GetDirectoryName(there) is { } above)
        {
            there = above;
        }

        return there;
    }
}
