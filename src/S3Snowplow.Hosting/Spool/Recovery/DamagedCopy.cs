using System.Globalization;
using System.Text.Json;

namespace S3Snowplow.Hosting.Spool.Recovery;

/// <summary>
/// A damaged file of the spool that was set aside: a folder of its own in <c>damaged/</c>, with the file, its write-ahead log, its mark of commits, and <c>state.json</c>, which says
/// what has been done with it. Stays until somebody removes it.
/// </summary>
/// <remarks>
/// Every step can be the last of a process. The state is on the disk before the first file is moved; the next start moves the others first of all, before a new file can be made.
/// Then it is read until the state says that it was read to its end; where that went on is kept in the new file, with what was taken over.
/// </remarks>
internal sealed class DamagedCopy
{
    private const string FolderName = "damaged";
    private const string StateName = "state.json";
    private const string UnfinishedStateName = StateName + ".new";

    // Room for the last state, so that it can be written to a disk that is full.
    private const string SpareName = "spare";
    private const int SpareBytes = 64 * 1024;

    private static readonly string[] Files = [SpoolDatabase.FileName, SpoolDatabase.FileName + "-wal", SpoolDatabase.FileName + "-shm", CommitMark.FileName];

    private DamagedCopy(string folder, DamagedState state) => (Folder, State) = (folder, state);

    /// <summary>Its folder.</summary>
    public string Folder { get; }

    /// <summary>Its folder's name, the time at which it was set aside.</summary>
    public string Name => Path.GetFileName(Folder);

    /// <summary>What is known of it.</summary>
    public DamagedState State { get; private set; }

    /// <summary>The damaged files of a spool's folder, the oldest first. One whose state cannot be read counts as not read: rather twice than never.</summary>
    public static IReadOnlyList<DamagedCopy> FindIn(string folder)
    {
        string damaged = Path.Combine(folder, FolderName);
        return Directory.Exists(damaged)
            ? [.. Directory.GetDirectories(damaged).Order(StringComparer.Ordinal).Select(one => new DamagedCopy(one, DamagedState.Read(Path.Combine(one, StateName)) ?? new DamagedState()))]
            : [];
    }

    /// <summary>Moves what a kill has left to be moved, and removes the folder of one that was not begun.</summary>
    /// <param name="folder">The spool's folder.</param>
    /// <param name="step">Told of each step, for tests that end the process there.</param>
    public static void FinishMoves(string folder, Action<string>? step)
    {
        foreach (DamagedCopy copy in FindIn(folder))
        {
            if (copy.State.Stage == DamagedStage.Moving)
            {
                copy.Move(folder, step);
            }
            else if (Directory.EnumerateFileSystemEntries(copy.Folder).All(entry => Path.GetFileName(entry) == UnfinishedStateName))
            {
                Directory.Delete(copy.Folder, recursive: true);
            }
        }
    }

    /// <summary>Sets the file of a spool's folder aside, with all that belongs to it.</summary>
    /// <param name="folder">The spool's folder.</param>
    /// <param name="now">The time.</param>
    /// <param name="reason">What is wrong with it.</param>
    /// <param name="expected">How many notifications it had, where that is known.</param>
    /// <param name="step">Told of each step, for tests that end the process there.</param>
    /// <exception cref="IOException">The disk failed; nothing is lost, the next start goes on with it.</exception>
    public static DamagedCopy SetAside(string folder, DateTimeOffset now, string reason, long? expected, Action<string>? step)
    {
        string damaged = Directory.CreateDirectory(Path.Combine(folder, FolderName)).FullName;
        string stamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        string place = Path.Combine(damaged, stamp);
        for (int next = 2; Directory.Exists(place); next++)
        {
            place = Path.Combine(damaged, $"{stamp}-{next}");
        }

        Directory.CreateDirectory(place);
        step?.Invoke("folder made");
        var copy = new DamagedCopy(place, new DamagedState());
        copy.Save(new DamagedState { Stage = DamagedStage.Moving, Reason = reason, Expected = expected });
        KeepSpare(place);
        FolderFlush.Flush(damaged);
        FolderFlush.Flush(folder);
        step?.Invoke("state written");
        copy.Move(folder, step);
        return copy;
    }

    /// <summary>Says that it was read to its end.</summary>
    /// <exception cref="IOException">It could not be written; it counts as not read to its end.</exception>
    public void Finish(RecoveryProgress progress)
    {
        File.Delete(Path.Combine(Folder, SpareName));
        Save(State with { Stage = DamagedStage.Read, Taken = progress.Taken, Damaged = progress.Damaged });
    }

    private static void KeepSpare(string place)
    {
        try
        {
            File.WriteAllBytes(Path.Combine(place, SpareName), new byte[SpareBytes]);
        }
        catch (IOException)
        {
            // Then the last state waits until there is room.
        }
    }

    private void Move(string folder, Action<string>? step)
    {
        foreach (string file in Files.Where(file => File.Exists(Path.Combine(folder, file))))
        {
            File.Move(Path.Combine(folder, file), Path.Combine(Folder, file), overwrite: true);
            step?.Invoke($"{file} moved");
        }

        FolderFlush.Flush(Folder);
        FolderFlush.Flush(folder);
        Save(State with { Stage = DamagedStage.Reading });
        step?.Invoke("all moved");
    }

    private void Save(DamagedState state)
    {
        string file = Path.Combine(Folder, StateName);
        string unfinished = Path.Combine(Folder, UnfinishedStateName);
        using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
        {
            using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            {
                state.WriteTo(json);
            }

            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, file, overwrite: true);
        FolderFlush.Flush(Folder);
        State = state;
    }
}
