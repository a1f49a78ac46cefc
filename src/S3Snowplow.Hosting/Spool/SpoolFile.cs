using Microsoft.Extensions.Logging;
using S3Snowplow.Hosting.Diagnostics;
using S3Snowplow.Hosting.Spool.Recovery;

namespace S3Snowplow.Hosting.Spool;

/// <summary>Opens the file of a spool. One that is damaged is set aside first; what it has is read later, beside serving (<see cref="SpoolRecovery"/>).</summary>
internal static class SpoolFile
{
    /// <param name="folder">The folder of the file; it exists.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes the log messages.</param>
    /// <param name="step">Told of each step of setting aside, for tests that end the process there.</param>
    /// <exception cref="SpoolException">The file is of a layout that this version does not know.</exception>
    public static SpoolDatabase Open(string folder, TimeProvider time, ILogger logger, Action<string>? step)
    {
        // First of all: what a kill left here belongs to a file that is elsewhere.
        DamagedCopy.FinishMoves(folder, step);
        CommitNote? mark = CommitMark.Read(folder);
        if (SpoolExamination.Examine(folder, mark) is { } reason)
        {
            DamagedCopy copy = DamagedCopy.SetAside(folder, time.GetUtcNow(), reason, mark?.Count, step);
            Log.SpoolDamaged(logger, copy.Folder, reason);
        }

        var database = new SpoolDatabase(folder);
        step?.Invoke("new file opened");
        return database;
    }
}
