using System.Diagnostics.CodeAnalysis;

namespace S3Snowplow.Testing;

/// <summary>What a test produced is not what was verified. The message shows the first difference and names both files.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Only a comparison makes one; there is none without files.")]
public sealed class SnapshotMismatchException : Exception
{
    /// <summary>A mismatch between two files.</summary>
    internal SnapshotMismatchException(SnapshotFiles files, string problem)
        : base($"""
            Snapshot {Path.GetFileName(files.Verified)} {problem}

            received: {files.Received}
            verified: {files.Verified}
            If the received file is right, run the test again with {SnapshotAcceptance.Variable}=1 and review the change.
            """)
    {
        VerifiedFile = files.Verified;
        ReceivedFile = files.Received;
    }

    /// <summary>The full path of the expectation.</summary>
    public string VerifiedFile { get; }

    /// <summary>The full path of what came instead.</summary>
    public string ReceivedFile { get; }
}
