using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace S3Snowplow.Tool;

/// <summary>Where a command writes: lines and tables for people on standard output, progress and problems on standard error, or one JSON document with <c>--json</c>.</summary>
/// <param name="output">Standard output.</param>
/// <param name="errors">Standard error.</param>
/// <param name="time">The clock, for progress.</param>
internal sealed class ToolConsole(TextWriter output, TextWriter errors, TimeProvider time)
{
    private static readonly JsonSerializerOptions JsonForm = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Whether a program reads the output: then <see cref="Json"/> is all that goes to standard output.</summary>
    public bool IsJson { get; init; }

    /// <summary>Whether a person looks at standard output in a terminal; else there are no colours, and no line is cut to the width of a window.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Whether a person looks at standard error in a terminal: then progress is one line that changes.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>For lines that people read. Takes them nowhere with <c>--json</c>.</summary>
    public TextWriter Output => IsJson ? TextWriter.Null : output;

    /// <summary>For what is wrong, and for progress.</summary>
    public TextWriter Errors => errors;

    /// <summary>Writes a table, with a line in bold at its head in a terminal.</summary>
    /// <param name="columns">The columns' names.</param>
    /// <param name="rows">The cells, as plain text.</param>
    /// <param name="rightAligned">The columns, from 0 on, that have numbers.</param>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, params int[] rightAligned)
    {
        if (IsJson)
        {
            return;
        }

        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        for (int i = 0; i < columns.Count; i++)
        {
            table.AddColumn(new TableColumn(new Text(columns[i], new Style(decoration: Decoration.Bold)))
            {
                Padding = new Padding(0, 0, i == columns.Count - 1 ? 0 : 2, 0),
                Alignment = rightAligned.Contains(i) ? Justify.Right : Justify.Left,
                NoWrap = !IsTerminal,
            });
        }

        foreach (IReadOnlyList<string> row in rows)
        {
            // As text, not as markup: a name may hold brackets.
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        Ansi(output).Write(table);
    }

    /// <summary>Writes the result for programs; does nothing without <c>--json</c>.</summary>
    public void Json<T>(T result)
    {
        if (IsJson)
        {
#pragma warning disable RS0030 // A program that is not trimmed: what a command found is written as its record says.
            output.WriteLine(JsonSerializer.Serialize(result, JsonForm));
#pragma warning restore RS0030
        }
    }

    /// <summary>Begins to tell how far something is that may take longer than a second.</summary>
    /// <param name="what">What is done, for example <c>relayed</c>.</param>
    /// <param name="unit">What is counted, in the plural, for example <c>notifications</c>; <c>bytes</c> are told in their units.</param>
    /// <param name="total">How many there are; <see langword="null"/>: nobody knows, and no remaining time is told.</param>
    public ToolProgress Progress(string what, string unit, long? total = null) => new(errors, IsErrorTerminal, time, what, unit, total);

    /// <summary>Says why nothing was done. Gives <see cref="ExitCode.Refused"/>.</summary>
    public int Refuse(string message) => Say(message, ExitCode.Refused);

    /// <summary>Says what did not succeed. Gives <see cref="ExitCode.Failed"/>.</summary>
    public int Fail(string message) => Say(message, ExitCode.Failed);

    private int Say(string message, int code)
    {
        errors.WriteLine(message);
        return code;
    }

    private IAnsiConsole Ansi(TextWriter writer)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!IsTerminal)
        {
            console.Profile.Width = 4096;
        }

        return console;
    }
}
