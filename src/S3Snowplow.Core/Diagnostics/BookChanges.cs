using System.Runtime.InteropServices;

namespace S3Snowplow.Diagnostics;

/// <summary>What changed in the books while the emitter's lock was held.</summary>
[StructLayout(LayoutKind.Auto)]
internal record struct BookChanges(int Accepted, int Delivered, int Rejected, int Expired, int Abandoned, int Late, int Held, long HeldBytes);
