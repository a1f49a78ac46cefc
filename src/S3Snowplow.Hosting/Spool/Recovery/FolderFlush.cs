using System.Runtime.InteropServices;

namespace S3Snowplow.Hosting.Spool.Recovery;

/// <summary>Makes the names in a folder durable. Until then a loss of power may undo that a file was made, moved or removed.</summary>
/// <remarks>.NET has no call for it. fsync(2) on the folder: https://man7.org/linux/man-pages/man2/fsync.2.html. NTFS logs its names itself, in their order.</remarks>
internal static class FolderFlush
{
    private const int ReadOnly = 0;

    /// <exception cref="IOException">The names may not be durable.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"'{folder}' could not be opened to be flushed (error {Marshal.GetLastPInvokeError()}).");
        }

        int result = FlushFile(descriptor);
        int error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);

        // Some file systems cannot (EINVAL, 22, on Linux and macOS): they keep names as they keep them.
        if (result != 0 && error != 22)
        {
            throw new IOException($"'{folder}' could not be flushed (error {error}).");
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FlushFile(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
