using System.Runtime.CompilerServices;

namespace S3Snowplow.Reading;

/// <summary>
/// An array that is used again for each notification. One of moderate length is kept, and grows as needed. A larger one is lent by <see cref="LargeArrays{T}"/> until <see cref="Shrink"/>; then the one
/// that was kept serves again.
/// </summary>
/// <typeparam name="T">What the array holds.</typeparam>
internal struct GrowingArray<T>
{
    private readonly int _mostKept;
    private T[] _kept;

    /// <param name="length">The length that it begins with.</param>
    /// <param name="mostKept">The largest length that is kept.</param>
    public GrowingArray(int length, int mostKept)
    {
        _mostKept = mostKept;
        _kept = new T[length];
        Items = _kept;
    }

    /// <summary>The array; another one as soon as it has grown.</summary>
    public T[] Items { get; private set; }

    /// <summary>Makes it at least twice as long.</summary>
    /// <param name="used">How many items from the first on are kept.</param>
    /// <param name="least">The length that it needs.</param>
    public void Grow(int used, int least)
    {
        T[] former = Items;
        int length = Math.Max(least, (int)Math.Min(former.Length * 2L, Array.MaxLength));
        Items = length <= _mostKept ? new T[length] : LargeArrays<T>.Rent(length);
        former.AsSpan(0, used).CopyTo(Items);
        if (former != _kept)
        {
            LargeArrays<T>.Return(former, clear: RuntimeHelpers.IsReferenceOrContainsReferences<T>());
        }
        else if (length <= _mostKept)
        {
            _kept = Items;
        }
        else
        {
            ClearReferences(former, used);
        }
    }

    /// <summary>Gives back what was lent.</summary>
    /// <param name="used">How many items from the first on were used.</param>
    public void Shrink(int used)
    {
        ClearReferences(Items, used);
        if (Items != _kept)
        {
            LargeArrays<T>.Return(Items);
            Items = _kept;
        }
    }

    private static void ClearReferences(T[] items, int used)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(items, 0, used);
        }
    }
}
