using System.Diagnostics;

namespace S3Snowplow.Hosting.Tests.Rig;

/// <summary>A file system of 64 MiB in memory, which fills up as a disk does: the system's own errors, not ones that a test made up.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const string Size = "64m";

    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Mounts one; <see langword="null"/> where this user or machine may not.</summary>
    public static SmallDisk? TryMount()
    {
        string folder = Directory.CreateTempSubdirectory("s3snowplow-disk-").FullName;
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={Size}", "none", folder))
        {
            return new SmallDisk(folder);
        }

        Directory.Delete(folder);
        return null;
    }

    /// <summary>Writes a file of somebody else's until nothing is left.</summary>
    public void FillUp()
    {
        using FileStream file = File.Create(Path.Combine(Folder, "somebody-elses"));
        try
        {
            for (byte[] page = new byte[4096]; ;)
            {
                file.Write(page);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full, which was meant.
        }
    }

    public void Dispose()
    {
        if (Run("umount", Folder))
        {
            Directory.Delete(Folder);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that needs a <see cref="SmallDisk"/>; skipped, and said so, where none can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> CanMount = new(() =>
    {
        using SmallDisk? disk = SmallDisk.TryMount();
        return disk is not null;
    });

    public SmallDiskFactAttribute()
    {
        if (!CanMount.Value)
        {
            Skip = "A file system in memory cannot be mounted here (needs root and Linux).";
        }
    }
}
