using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace S3Snowplow.Hosting.Spool.Recovery;

/// <summary>What a page is used for.</summary>
internal enum PageKind
{
    /// <summary>A leaf or a node of a tree, or not known.</summary>
    Other,

    /// <summary>Nothing at present.</summary>
    Free,

    /// <summary>The rest of a long row.</summary>
    Overflow,
}

/// <summary>The pages of a damaged file, each as the file and its write-ahead log have it. Format: https://sqlite.org/fileformat2.html</summary>
internal sealed class PageImages : IDisposable
{
    /// <summary>The size of a page; <see cref="SpoolSchema"/> makes no other, and the header that says so may be what is damaged.</summary>
    public const int PageBytes = 4096;

    // The page that holds the byte at 1 GiB is never used; locks are taken on it. Section 1.3.
    private const uint LockPage = (1024 * 1024 * 1024 / PageBytes) + 1;

    // A pointer map page has five bytes for each of the pages that follow it. Section 1.8.
    private const uint PagesOfAMap = PageBytes / 5;

    private readonly SafeFileHandle? _file;
    private readonly SafeFileHandle? _logFile;
    private readonly WriteAheadLog? _log;
    private readonly bool _hasPointerMap;

    /// <param name="path">The file; its log stands beside it. Either may be missing.</param>
    /// <exception cref="IOException">The disk does not let them be opened.</exception>
    public PageImages(string path)
    {
        if (File.Exists(path))
        {
            _file = File.OpenHandle(path);
            FilePages = (uint)((RandomAccess.GetLength(_file) + PageBytes - 1) / PageBytes);
        }

        if (File.Exists(path + "-wal"))
        {
            _logFile = File.OpenHandle(path + "-wal");
            _log = new WriteAheadLog(_logFile);
        }

        // Bytes 52 to 55 of the header: not zero where there are pointer maps, as in every file but those of the first layout.
        _hasPointerMap = !(Images(1).FirstOrDefault() is { } first && first.AsSpan().StartsWith("SQLite format 3\0"u8) && BinaryPrimitives.ReadUInt32BigEndian(first.AsSpan(52)) == 0);
    }

    /// <summary>How many pages the file has; the log may have more.</summary>
    public uint FilePages { get; }

    /// <summary>The number of the last page, of the file or of the log.</summary>
    public uint LastPage => Math.Max(FilePages, _log?.LastPage ?? 0);

    /// <summary>Whether a page has to be taken as all its images together: frames of the log are missing, so the newest may be one of two halves of a change.</summary>
    public bool NeedsAllImages => _log is { IsDamaged: true };

    /// <summary>The numbers of all pages, in order.</summary>
    public IEnumerable<uint> Pages
    {
        get
        {
            for (uint page = 1; page <= FilePages; page++)
            {
                yield return page;
            }

            foreach (uint page in (_log?.Pages ?? []).Where(page => page > FilePages).Order())
            {
                yield return page;
            }
        }
    }

    /// <summary>The images of a page, the newest first; those that cannot be read are left out.</summary>
    public IEnumerable<byte[]> Images(uint page)
    {
        foreach (long at in _log?.ImagesOf(page) ?? [])
        {
            if (TryRead(_logFile!, at) is { } image)
            {
                yield return image;
            }
        }

        if (page >= 1 && page <= FilePages && TryRead(_file!, (long)(page - 1) * PageBytes) is { } stored)
        {
            yield return stored;
        }
    }

    /// <summary>What a page is used for, as the pointer map says. What a free one still has was deleted.</summary>
    public PageKind KindOf(uint page)
    {
        if (!_hasPointerMap || page < 3)
        {
            return PageKind.Other;
        }

        uint map = ((page - 2) / (PagesOfAMap + 1) * (PagesOfAMap + 1)) + 2;
        map += map == LockPage ? 1u : 0;
        if (page <= map || (page - map - 1) * 5 >= PageBytes || Images(map).FirstOrDefault() is not { } entries)
        {
            return PageKind.Other;
        }

        return entries[(page - map - 1) * 5] switch
        {
            2 => PageKind.Free,
            3 or 4 => PageKind.Overflow,
            _ => PageKind.Other,
        };
    }

    public void Dispose()
    {
        _file?.Dispose();
        _logFile?.Dispose();
    }

    private static byte[]? TryRead(SafeFileHandle file, long at)
    {
        // The last page of a file that was cut is read as far as it goes.
        byte[] page = new byte[PageBytes];
        try
        {
            return RandomAccess.Read(file, page, at) > 0 ? page : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
