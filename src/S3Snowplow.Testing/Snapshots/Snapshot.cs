using System.Runtime.CompilerServices;
using System.Text;

namespace S3Snowplow.Testing;

/// <summary>Compares what a test produced, byte for byte, with a file that was reviewed and committed beside the test's source.</summary>
/// <remarks>
/// <para>Files are named as Verify names them: <c>Class.Method.verified.ext</c> is the expectation, <c>Class.Method.received.ext</c> what came instead, with
/// <c>_parameter</c> after the method where one is given. The class is the name of the test's source file. Nothing is lenient: a line ending or a byte order
/// mark is a difference.</para>
/// <para>With the environment variable <c>S3SNOWPLOW_ACCEPT_SNAPSHOTS=1</c> the expectation is rewritten instead, except on a build server
/// (<c>CI=true</c>).</para>
/// <para>Builds whose source paths are mapped to <c>/_/</c> look for the source below the folders above the test's assembly, or below
/// <c>S3SNOWPLOW_SOURCE_ROOT</c>.</para>
/// </remarks>
public static class Snapshot
{
    /// <summary>Compares bytes.</summary>
    /// <param name="actual">What the test produced.</param>
    /// <param name="extension">The files' extension without a dot, as <c>json</c> or <c>txt</c>.</param>
    /// <param name="parameter">What tells the cases of one theory apart; letters, digits, and <c>. - _ = ,</c> and space.</param>
    /// <param name="sourceFile">Filled in by the compiler.</param>
    /// <param name="method">Filled in by the compiler.</param>
    /// <exception cref="SnapshotMismatchException">The bytes differ, or there is no verified file yet. The received file was written.</exception>
    /// <exception cref="ArgumentException">A name cannot be part of a file name.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder of the test's source cannot be found.</exception>
    public static void Match(
        ReadOnlySpan<byte> actual,
        string extension,
        string? parameter = null,
        [CallerFilePath] string sourceFile = "",
        [CallerMemberName] string method = "") =>
        Match(actual, SnapshotFiles.For(SourceLocation.FromEnvironment(), sourceFile, method, parameter, extension), SnapshotAcceptance.IsWanted());

    /// <summary>Compares text, as UTF-8 without a byte order mark.</summary>
    /// <inheritdoc cref="Match(ReadOnlySpan{byte}, string, string?, string, string)"/>
    public static void Match(
        string actual,
        string extension,
        string? parameter = null,
        [CallerFilePath] string sourceFile = "",
        [CallerMemberName] string method = "")
    {
        ArgumentNullException.ThrowIfNull(actual);
        Match(Encoding.UTF8.GetBytes(actual), extension, parameter, sourceFile, method);
    }

    /// <summary>Compares, with nothing taken from the environment.</summary>
    internal static void Match(ReadOnlySpan<byte> actual, SnapshotFiles files, bool accept)
    {
        byte[]? expected = File.Exists(files.Verified) ? File.ReadAllBytes(files.Verified) : null;
        if (expected is not null && actual.SequenceEqual(expected))
        {
            File.Delete(files.Received);
            return;
        }

        if (accept)
        {
            File.WriteAllBytes(files.Verified, actual.ToArray());
            File.Delete(files.Received);
            return;
        }

        File.WriteAllBytes(files.Received, actual.ToArray());
        throw new SnapshotMismatchException(
            files, expected is null ? $"does not exist yet; {actual.Length} bytes received" : $"differs: {SnapshotDifference.Describe(expected, actual)}");
    }
}
