using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>Takes what was replayed from a journal.</summary>
/// <param name="receipt">The receipt minute.</param>
/// <param name="pipeline">The pipeline.</param>
/// <param name="minute">The minute in which it happened.</param>
/// <param name="bytes">The bytes.</param>
/// <param name="id">What the event is recognised by; 0: by the record before.</param>
/// <param name="isDone">Whether it was done, not received.</param>
internal delegate void ReceivedRecord(long receipt, string pipeline, long minute, long bytes, ulong id, bool isDone);

/// <summary>Writes down what was counted since the judge's state was saved, a file for each receipt minute.</summary>
/// <remarks>
/// What <see cref="FlushAsync"/> wrote survives the end of the process, however it ends; after a loss of power the last seconds may be missing. A frame is a length of 4 bytes, an XXH3 of 8, and
/// records; what is behind a frame that is not whole is passed over.
/// </remarks>
internal sealed class ReceivedJournal : IDisposable, IThreadPoolWorkItem
{
    private const string Ending = ".received";
    private static int s_count;
    private const int FrameHead = sizeof(int) + sizeof(ulong);

    // A record: 1 for done, four numbers of 8 bytes, and the pipeline's name behind its length. Of fixed places, since it is written for each event.
    private const int ReceiptAt = 1;
    private const int MinuteAt = ReceiptAt + sizeof(long);
    private const int BytesAt = MinuteAt + sizeof(long);
    private const int IdAt = BytesAt + sizeof(long);
    private const int NameAt = IdAt + sizeof(ulong);
    private const int RecordHead = NameAt + sizeof(ushort);

    private readonly string _folder;
    private readonly HourlyLog _problems;
    private readonly ILogger _logger;

    // Told from the files of a process before: what this one wrote, it counted already.
    private readonly string _session;
    private readonly Lock _pendingGate = new();
    private readonly Lock _writeGate = new();

    // Guarded by the first gate.
    private ArrayBufferWriter<byte> _pending = Frame();
    private long _pendingReceipt;

    // Completed when what is pending was written, and when what is being written was.
    private TaskCompletionSource? _pendingWritten;
    private Task _written = Task.CompletedTask;

    // Guarded by the second one.
    private ArrayBufferWriter<byte> _writing = Frame();
    private FileStream? _file;
    private long _fileReceipt;
    private int _part;

    public ReceivedJournal(string folder, TimeProvider time, ILogger logger)
    {
        (_folder, _problems, _logger) = (folder, new HourlyLog(time), logger);
        _session = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId:x}{time.GetUtcNow().UtcTicks:x}{Interlocked.Increment(ref s_count):x}");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"The journal's folder '{folder}' may not be made.", exception);
        }
    }

    /// <summary>Why nothing is written at present; <see langword="null"/> where it is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Notes bytes that arrived; <see cref="FlushAsync"/> writes them.</summary>
    public void Arrived(long receipt, string pipeline, long minute, long bytes, ulong id) => Note(receipt, pipeline, minute, bytes, id, isDone: false);

    /// <summary>Notes bytes that were done; <see cref="FlushAsync"/> writes them.</summary>
    public void Done(long receipt, string pipeline, long minute, long bytes, ulong id) => Note(receipt, pipeline, minute, bytes, id, isDone: true);

    /// <summary>
    /// Completes when what was noted before the call is written. A failure is logged, and said by <see cref="Problem"/>; what was counted stays counted in this process.
    /// </summary>
    /// <remarks>Notifications settle by the hundred when the collector answers: the first one asks for a write, which takes its turn behind them, and takes what all of them noted.</remarks>
    public ValueTask FlushAsync()
    {
        TaskCompletionSource asked;
        lock (_pendingGate)
        {
            if (_pending.WrittenCount == FrameHead)
            {
                return _written.IsCompleted ? ValueTask.CompletedTask : new ValueTask(_written);
            }

            if (_pendingWritten is not null)
            {
                return new ValueTask(_pendingWritten.Task);
            }

            _pendingWritten = asked = new TaskCompletionSource();
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return new ValueTask(asked.Task);
    }

    /// <summary>Writes what is pending.</summary>
    public void Execute()
    {
        TaskCompletionSource? written = null;
        lock (_writeGate)
        {
            long receipt;
            lock (_pendingGate)
            {
                if (_pending.WrittenCount == FrameHead)
                {
                    return;
                }

                (_pending, _writing, receipt) = (_writing, _pending, _pendingReceipt);
                (written, _pendingWritten) = (_pendingWritten, null);
                _written = written?.Task ?? Task.CompletedTask;
            }

            WriteGuarded(receipt);
            _writing.ResetWrittenCount();
            _writing.Advance(FrameHead);
        }

        // Outside of the locks, on this thread: what waited goes on.
        written?.SetResult();
    }

    /// <summary>Reads what processes before wrote, of one receipt minute and later ones, in order.</summary>
    public void Replay(long from, ReceivedRecord take)
    {
        foreach ((long receipt, string file) in Files())
        {
            if (receipt < from)
            {
                File.Delete(file);
            }
            else if (!file.Contains(_session, StringComparison.Ordinal))
            {
                Read(Content(file), from, take);
            }
        }
    }

    /// <summary>Deletes what is before a minute: it is in a state that was saved.</summary>
    public void Release(long until)
    {
        lock (_writeGate)
        {
            if (_file is not null && _fileReceipt < until)
            {
                _file.Dispose();
                _file = null;
            }
        }

        try
        {
            foreach ((long receipt, string file) in Files())
            {
                if (receipt < until)
                {
                    File.Delete(file);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Read again at the next start, and passed over there: its minutes are in the state.
            Problem = exception.Message;
        }
    }

    public void Dispose()
    {
        Execute();
        lock (_writeGate)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private static ArrayBufferWriter<byte> Frame()
    {
        var frame = new ArrayBufferWriter<byte>(4096);
        frame.GetSpan(FrameHead);
        frame.Advance(FrameHead);
        return frame;
    }

    // A process that is about to end may still have it open.
    private static byte[] Content(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static void Read(ReadOnlySpan<byte> rest, long from, ReceivedRecord take)
    {
        while (rest.Length >= FrameHead)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(rest);
            if (length <= 0 || length > rest.Length - FrameHead)
            {
                return;
            }

            ReadOnlySpan<byte> records = rest.Slice(FrameHead, length);
            if (XxHash3.HashToUInt64(records) != BinaryPrimitives.ReadUInt64LittleEndian(rest[sizeof(int)..]))
            {
                return;
            }

            while (records.Length > 0)
            {
                int name = BinaryPrimitives.ReadUInt16LittleEndian(records[NameAt..]);
                long receipt = BinaryPrimitives.ReadInt64LittleEndian(records[ReceiptAt..]);
                if (receipt >= from)
                {
                    take(
                        receipt,
                        Encoding.UTF8.GetString(records.Slice(RecordHead, name)),
                        BinaryPrimitives.ReadInt64LittleEndian(records[MinuteAt..]),
                        BinaryPrimitives.ReadInt64LittleEndian(records[BytesAt..]),
                        BinaryPrimitives.ReadUInt64LittleEndian(records[IdAt..]),
                        records[0] == 1);
                }

                records = records[(RecordHead + name)..];
            }

            rest = rest[(FrameHead + length)..];
        }
    }

    private void Note(long receipt, string pipeline, long minute, long bytes, ulong id, bool isDone)
    {
        lock (_pendingGate)
        {
            int length = Encoding.UTF8.GetByteCount(pipeline);
            Span<byte> record = _pending.GetSpan(RecordHead + length);
            record[0] = isDone ? (byte)1 : (byte)0;
            BinaryPrimitives.WriteInt64LittleEndian(record[ReceiptAt..], receipt);
            BinaryPrimitives.WriteInt64LittleEndian(record[MinuteAt..], minute);
            BinaryPrimitives.WriteInt64LittleEndian(record[BytesAt..], bytes);
            BinaryPrimitives.WriteUInt64LittleEndian(record[IdAt..], id);
            BinaryPrimitives.WriteUInt16LittleEndian(record[NameAt..], checked((ushort)length));
            Encoding.UTF8.GetBytes(pipeline, record[RecordHead..]);
            _pending.Advance(RecordHead + length);
            _pendingReceipt = receipt;
        }
    }

    private void WriteGuarded(long receipt)
    {
        try
        {
            Write(receipt);
            Problem = null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A frame may be torn: what follows goes into another file, where it is read.
            _file?.Dispose();
            _file = null;
            _part++;
            Problem = exception.Message;
            if (_problems.IsDue("writing"))
            {
                Log.JournalNotWritten(_logger, _folder, exception.Message);
            }
        }
    }

    private void Write(long receipt)
    {
        // Named for its latest minute: it may go when that is in the state.
        if (_file is null || receipt != _fileReceipt)
        {
            _file?.Dispose();
            _file = null;
            string name = string.Create(CultureInfo.InvariantCulture, $"{receipt}-{_session}-{_part}{Ending}");
            _file = new FileStream(Path.Combine(_folder, name), FileMode.Append, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
            _fileReceipt = receipt;
        }

        Span<byte> frame = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_writing.WrittenMemory).Span;
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - FrameHead);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[sizeof(int)..], XxHash3.HashToUInt64(frame[FrameHead..]));
        _file.Write(frame);
    }

    private List<(long Receipt, string File)> Files()
    {
        List<(long, string)> files = [];
        foreach (string file in Directory.EnumerateFiles(_folder, "*" + Ending))
        {
            string name = Path.GetFileName(file);
            int dash = name.IndexOf('-', StringComparison.Ordinal);
            if (dash > 0 && long.TryParse(name.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out long receipt))
            {
                files.Add((receipt, file));
            }
        }

        files.Sort();
        return files;
    }
}
