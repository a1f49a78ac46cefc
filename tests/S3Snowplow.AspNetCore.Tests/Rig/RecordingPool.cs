using System.Buffers;

namespace S3Snowplow.AspNetCore.Tests.Rig;

/// <summary>A pool that knows what it has lent, and writes over what comes back: whoever still reads that sees it.</summary>
internal sealed class RecordingPool : ArrayPool<byte>
{
    private readonly Lock _gate = new();
    private readonly HashSet<byte[]> _lent = [];
    private readonly Stack<byte[]> _back = [];

    /// <summary>How many arrays are lent at present.</summary>
    public int Lent
    {
        get
        {
            lock (_gate)
            {
                return _lent.Count;
            }
        }
    }

    /// <summary>How many arrays have been lent so far.</summary>
    public int Rented { get; private set; }

    /// <summary>How many came back that had not been lent, or had come back before.</summary>
    public int WronglyReturned { get; private set; }

    public override byte[] Rent(int minimumLength)
    {
        lock (_gate)
        {
            Rented++;

            // Longer than asked for, as a pool's are; and the one that came back last, so that its former reader would see what is written now.
            byte[] array = _back.TryPop(out byte[]? used) && used.Length >= minimumLength ? used : new byte[minimumLength + 100];
            _lent.Add(array);
            return array;
        }
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        lock (_gate)
        {
            WronglyReturned += _lent.Remove(array) ? 0 : 1;
            array.AsSpan().Fill((byte)'!');
            _back.Push(array);
        }
    }
}
