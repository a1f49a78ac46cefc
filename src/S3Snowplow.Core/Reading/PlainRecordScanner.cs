namespace S3Snowplow.Reading;
internal sealed class PlainRecordScanner
{
    public bool TryRead(ReadOnlySpan<byte> document) => false;
    public int Count => 0;
    private S3RecordReader.Fields[] _f = [];
    public ref readonly S3RecordReader.Fields this[int index] => ref _f[index];
}
