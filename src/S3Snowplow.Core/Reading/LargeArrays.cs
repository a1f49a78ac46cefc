using System.Buffers;

namespace S3Snowplow.Reading;

/// <summary>
/// Lends the large arrays that reading and encoding of a long notification need for a moment. One pool for all threads: the shared pool of the framework keeps an array for each thread, so every thread
/// that meets a long notification would make large objects of its own.
/// </summary>
/// <typeparam name="T">What the arrays hold.</typeparam>
internal static class LargeArrays<T>
{
    private const int LargestKept = 4 * 1024 * 1024;

    // As many threads read at a time as there are processors, and an array that grows is held beside the larger one.
    private static readonly ArrayPool<T> Pool = ArrayPool<T>.Create(LargestKept, 2 * Environment.ProcessorCount);

    /// <summary>Lends an array of at least this length.</summary>
    public static T[] Rent(int length) => Pool.Rent(length);

    /// <summary>Takes an array back.</summary>
    public static void Return(T[] array, bool clear = false) => Pool.Return(array, clear);
}
