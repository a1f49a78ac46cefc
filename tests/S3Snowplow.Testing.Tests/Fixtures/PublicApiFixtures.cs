using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

// The shapes are chosen for the printer; as designs they would be wrong.
#pragma warning disable CA1008, CA1028, CA1036, CA1814, MA0008, MA0096, MA0097

// One small type for each thing that the printer must show; read together with the snapshot of PublicApiPrinterTests.
namespace S3Snowplow.Testing.Tests.Fixtures;

public enum Colour : byte
{
    Red = 2,
    Blue = 1,
}

[Flags]
public enum Sides
{
    None,
    Left,
}

public delegate string? Transform<in T>(T value, params int[] numbers)
    where T : class;

public interface ISource<out T> : IAsyncDisposable
    where T : new()
{
    T? Next { get; }

    static abstract int Count { get; }

    event EventHandler? Changed;

    int Length() => 0;
}

public sealed class Options
{
    public const string Name = "a\"b";
    public const Colour Favourite = Colour.Blue;

    public static readonly int? Limit;

    internal int Hidden => Read;

    public required string Required { get; init; }

    public string? Maybe { get; set; }

    public int Read { get; private set; }

    [EditorBrowsable(EditorBrowsableState.Never)]
    public IReadOnlyDictionary<string, List<object?>?> Nested { get; } = new Dictionary<string, List<object?>?>();

    public string this[int index, string? key = null] => $"{index}{key}{Hidden}";
}

public abstract class Shape : IComparable<Shape>
{
    protected Shape(int corners = 3) => Corners = corners;

    private protected Shape(string name) => Corners = name.Length;

    public int Corners { get; protected set; }

    public abstract double Area();

    public virtual void Draw(Stream target, CancellationToken cancellationToken = default) => target.Flush();

    public sealed override string ToString() => "shape";

    public int CompareTo(Shape? other) => 0;

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => 0;

    public static bool operator <(Shape left, Shape right) => left.Corners < right.Corners;

    public static bool operator >(Shape left, Shape right) => left.Corners > right.Corners;

    internal void Hidden() => Draw(Stream.Null);

    public sealed class Inner;
}

public readonly record struct Point(int X, int? Y = null);

public sealed record Segment(Point From, Point To, string? Label, IReadOnlyList<(string Key, (int A, object? B) Value)> Tags);

public readonly ref struct Window
{
    public ReadOnlySpan<byte> Bytes { get; init; }
}

public static class Parsing
{
    public static bool TryParse(this string? text, [NotNullWhen(true)] out string? value, in Point origin, ref int count, Sides sides = Sides.Left | (Sides)4)
    {
        value = text;
        count += origin.X + (int)sides;
        return value is not null;
    }

    public static Task<TResult?> MapAsync<TSource, TResult>(
        TSource source, Func<TSource, TResult?> map, [CallerMemberName] string caller = "", char separator = ',', double ratio = 0.5)
        where TSource : notnull, IEquatable<TSource>
        where TResult : class, new() => Task.FromResult(map(source));

    public static T? Widest<T>(T[] values)
        where T : struct, IComparable<T> => values.Length > 0 ? values.Max() : null;

    [Obsolete("Prose.")]
    public static string?[]?[] Arrays(int[,] grid, Colour colour = Colour.Red, bool yes = true, long? none = null) => [];
}
