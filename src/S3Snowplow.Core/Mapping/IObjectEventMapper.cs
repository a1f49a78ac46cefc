using System.Buffers;

namespace S3Snowplow.Mapping;

/// <summary>Turns an object event into the data of a self-describing event: a JSON object that the schema describes.</summary>
/// <remarks>
/// Must be a pure function of the object event and of settings that do not change: a redelivered notification has to give the same bytes,
/// or deduplication by fingerprint takes it for another event. Called from several threads at once.
/// </remarks>
public interface IObjectEventMapper
{
    /// <summary>The schema of what <see cref="WriteData"/> writes.</summary>
    IgluUri Schema { get; }

    /// <summary>Writes one JSON object as UTF-8, no white space around it.</summary>
    /// <param name="objectEvent">The object event.</param>
    /// <param name="data">Takes the bytes.</param>
    /// <remarks>An exception rejects this one event; the others go on.</remarks>
    void WriteData(in ObjectEvent objectEvent, IBufferWriter<byte> data);
}
