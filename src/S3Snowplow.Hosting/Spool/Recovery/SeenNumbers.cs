namespace S3Snowplow.Hosting.Spool.Recovery;

/// <summary>The numbers of rows that were seen, a bit each where they stand together: a file has some millions.</summary>
internal sealed class SeenNumbers
{
    private const int BitsOfABlock = 4096;
    private readonly Dictionary<long, ulong[]> _blocks = [];

    /// <summary>Notes a number; false where it was noted before.</summary>
    public bool Add(long number)
    {
        if (!_blocks.TryGetValue(number / BitsOfABlock, out ulong[]? block))
        {
            _blocks[number / BitsOfABlock] = block = new ulong[BitsOfABlock / 64];
        }

        int bit = (int)(number % BitsOfABlock);
        bool isNew = (block[bit / 64] & (1UL << (bit % 64))) == 0;
        block[bit / 64] |= 1UL << (bit % 64);
        return isNew;
    }
}
