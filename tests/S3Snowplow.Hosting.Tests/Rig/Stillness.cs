namespace S3Snowplow.Hosting.Tests.Rig;

/// <summary>How tests on a manual clock wait for everything that a step of it has set off, where nothing waits for anything but the clock.</summary>
/// <remarks>
/// Nothing is queued on the pool, and the system says of every thread but this one that it waits: a thread that has work, but no processor yet, is runnable (R) and not
/// asleep (S), however busy the machine is. Source: proc(5), <c>/proc/self/task/TID/stat</c>, field 3.
/// Another test at the same time would never let it: such tests run alone.
/// </remarks>
internal static class Stillness
{
    // Between the two questions of a look work may pass from the queue to a thread that fell asleep just then.
    private const int Enough = 3;

    /// <summary>Returns when nothing goes on, for some looks in a row.</summary>
    public static void Come()
    {
        for (int still = 0; still < Enough;)
        {
            Thread.Yield();
            still = OthersSleep() && ThreadPool.PendingWorkItemCount == 0 ? still + 1 : 0;
        }
    }

    private static bool OthersSleep()
    {
        string self = Path.GetFileName(new FileInfo("/proc/thread-self").LinkTarget ?? throw new PlatformNotSupportedException("These tests read /proc of Linux."));
        foreach (string task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            if (Path.GetFileName(task) != self && State(task) is not ('S' or 'Z' or 'X'))
            {
                return false;
            }
        }

        return true;
    }

    private static char State(string task)
    {
        try
        {
            string stat = File.ReadAllText(Path.Combine(task, "stat"));

            // After the program's name, which may have spaces and parentheses.
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return 'X';
        }
    }
}
