using System.Text;

namespace S3Snowplow.Testing.Tests;

public sealed class SnapshotDifferenceTests
{
    [Fact]
    public void Describe_MiddleOfAFile_ShowsTwoLinesAroundOnBothSides() => Assert.Equal(
        """
        first difference at line 4, column 6 (byte 19); 39 bytes expected, 40 received

        expected
          2 | two
          3 | three
        > 4 |   "a": 1,\n
            |      ^
          5 | five
          6 | six
        received
          2 | two
          3 | three
        > 4 |   "a" : 1,\n
            |      ^
          5 | five
          6 | six
        """,
        Describe("one\ntwo\nthree\n  \"a\": 1,\nfive\nsix\nseven\n", "one\ntwo\nthree\n  \"a\" : 1,\nfive\nsix\nseven\n"));

    [Fact]
    public void Describe_LineEnds_AreVisible() => Assert.Equal(
        """
        first difference at line 1, column 2 (byte 1); 2 bytes expected, 3 received

        expected
        > 1 | a\n
            |  ^
        received
        > 1 | a\r\n
            |  ^
        """,
        Describe("a\n", "a\r\n"));

    [Fact]
    public void Describe_MissingLastLineEnd_ShowsTheEnd() => Assert.Equal(
        """
        first difference at line 2, column 2 (byte 3); 4 bytes expected, 3 received

        expected
          1 | a
        > 2 | b\n
            |  ^
        received
          1 | a
        > 2 | b<end>
            |  ^
        """,
        Describe("a\nb\n", "a\nb"));

    [Fact]
    public void Describe_ByteOrderMark_IsVisible() =>
        Assert.Contains("> 1 | \\uFEFFa<end>\n    | ^", Describe("a", "\uFEFFa"), StringComparison.Ordinal);

    [Fact]
    public void Describe_InsideACharacter_PointsAtThatCharacter()
    {
        // Both letters start with the same byte.
        string text = Describe("äé!", "äè!");

        Assert.StartsWith("first difference at line 1, column 2 (byte 3)", text, StringComparison.Ordinal);
        Assert.Contains("> 1 | äé!<end>\n    |  ^", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_BytesThatAreNoText_AreHexadecimal() =>
        Assert.Contains(
            "> 1 | a\\xFF\\tb<end>\n    |  ^",
            SnapshotDifference.Describe("ab"u8, [(byte)'a', 0xFF, (byte)'\t', (byte)'b']),
            StringComparison.Ordinal);

    [Fact]
    public void Describe_LongLine_ShowsAWindowAroundTheCaret()
    {
        string[] lines = Describe(new string('x', 5000) + "A" + new string('y', 5000), new string('x', 5000) + "B" + new string('y', 5000)).Split('\n');

        Assert.Equal("first difference at line 1, column 5001 (byte 5000); 10001 bytes expected, 10001 received", lines[0]);
        int caret = lines[4].IndexOf('^', StringComparison.Ordinal);
        Assert.Equal('A', lines[3][caret]);
        Assert.Equal('B', lines[6][caret]);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 140));
        Assert.EndsWith("…", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_LongLineBeside_IsCut() =>
        Assert.Contains($"  1 | {new string('x', 120)}…\n", Describe($"{new string('x', 500)}\na", $"{new string('x', 500)}\nb"), StringComparison.Ordinal);

    private static string Describe(string expected, string actual) =>
        SnapshotDifference.Describe(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(actual));
}
