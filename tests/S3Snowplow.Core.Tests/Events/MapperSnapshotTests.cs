using System.Buffers;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Events;

/// <summary>The bytes of both layouts. A change of one changes fingerprints: events sent before and after an upgrade no longer deduplicate.</summary>
public sealed class MapperSnapshotTests
{
    public static TheoryData<string> Samples =>
    [
        NotificationSamples.S3Put.Name,
        NotificationSamples.S3DeleteMarker.Name,
        NotificationSamples.S3RestoreCompleted.Name,
        "key-undecodable",
        "key-unicode",
        "eventbridge-object-created",
        "minio-webhook-put",
        "ceph-old-put",
    ];

    [Theory]
    [MemberData(nameof(Samples))]
    public void WriteData_OurLayout_HasTheseBytes(string sample) =>
        Snapshot.Match(Write(new ObjectEventMapper(ObjectEventMapper.DefaultSchema), sample, personalData: false), "json", sample);

    [Theory]
    [MemberData(nameof(Samples))]
    public void WriteData_CentralLayout_HasTheseBytes(string sample) =>
        Snapshot.Match(Write(new IgluCentralMapper(IgluCentralMapper.DefaultSchema), sample, personalData: false), "json", sample);

    [Fact]
    public void WriteData_OurLayoutWithPersonalData_HasTheseBytes() =>
        Snapshot.Match(Write(new ObjectEventMapper(ObjectEventMapper.DefaultSchema), NotificationSamples.S3Put.Name, personalData: true), "json");

    [Fact]
    public void WriteData_CentralLayoutWithPersonalData_HasTheseBytes() =>
        Snapshot.Match(Write(new IgluCentralMapper(IgluCentralMapper.DefaultSchema), NotificationSamples.S3Put.Name, personalData: true), "json");

    private static ReadOnlySpan<byte> Write(IObjectEventMapper mapper, string name, bool personalData)
    {
        var content = new NotificationContent { KeepsPersonalData = personalData };
        NotificationReader.Read(NotificationSamples.All.Single(sample => sample.Name == name).Body, content);
        var data = new ArrayBufferWriter<byte>();
        mapper.WriteData(content[0], data);
        return data.WrittenSpan;
    }
}
