using System.Text;

namespace S3Snowplow.Lambda.Tests.Rig;

/// <summary>Standard output that can be read while a function writes to it.</summary>
internal sealed class CapturedOutput : MemoryStream
{
    private readonly Lock _gate = new();

    public string Text
    {
        get
        {
            lock (_gate)
            {
                return Encoding.UTF8.GetString(ToArray());
            }
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_gate)
        {
            base.Write(buffer);
        }
    }
}
