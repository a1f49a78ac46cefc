namespace S3Snowplow.Hosting.Spool.Recovery;

/// <summary>What a page of a damaged file has.</summary>
/// <param name="Page">Its number.</param>
/// <param name="Sound">Notifications as they were stored.</param>
/// <param name="Damaged">Notifications that are not what was stored any longer.</param>
internal readonly record struct ScannedPage(uint Page, IReadOnlyList<SpooledNotification> Sound, IReadOnlyList<SpooledNotification> Damaged);

/// <summary>
/// Reads the notifications of a damaged file page by page, whatever leads to the pages, or does not any longer. Their checksums say which of them are what was stored; of files
/// that have none all that can be read is.
/// </summary>
/// <remarks>Twice the same on the same file. Rows that were deleted may come back from a page that is damaged itself, or out of a damaged log: rather twice than never.</remarks>
internal sealed class RowScan(PageImages pages, long lastWithoutChecksum)
{
    private readonly SeenNumbers _seen = new();

    /// <summary>The last number that may go without a checksum in a file of which it is not known whether it had any.</summary>
    public const long NotKnown = long.MaxValue;

    /// <summary>Reads all pages in order.</summary>
    public IEnumerable<ScannedPage> Read()
    {
        foreach (uint page in pages.Pages)
        {
            yield return pages.KindOf(page) == PageKind.Free ? new ScannedPage(page, [], []) : ReadPage(page);
        }
    }

    private ScannedPage ReadPage(uint page)
    {
        List<SpooledNotification> sound = [];
        Dictionary<long, SpooledNotification> damaged = [];
        bool isNewest = true;
        foreach (byte[] image in pages.Images(page))
        {
            bool isWhole = IsOther(page, image, isNewest) || ReadImage(image, sound, damaged);
            isNewest = false;
            if (isWhole && !pages.NeedsAllImages)
            {
                // Older images have nothing more, or what was deleted since.
                break;
            }
        }

        foreach (SpooledNotification one in sound)
        {
            damaged.Remove(one.Number);
        }

        return new ScannedPage(page, sound, [.. damaged.Values]);
    }

    // What does not look like a leaf may be one whose first byte is damaged, but not each: the first page has the names of the tables, and older images would have to be damaged in the
    // same place.
    private bool IsOther(uint page, byte[] image, bool isNewest) =>
        !LeafPage.IsLeaf(image) && (!isNewest || page == 1 || pages.KindOf(page) == PageKind.Overflow || LeafPage.IsNode(image, pages.LastPage));

    /// <summary>Reads an image; says whether it is whole, so that nothing is missing that it had.</summary>
    private bool ReadImage(byte[] image, List<SpooledNotification> sound, Dictionary<long, SpooledNotification> damaged)
    {
        bool isLeaf = LeafPage.IsLeaf(image);
        List<int> cells = LeafPage.Cells(image, out bool isWhole);
        foreach (int cell in cells)
        {
            isWhole &= Row(image, cell) is { } row && Take(row, sound, isLeaf ? damaged : null);
        }

        if (isLeaf && isWhole)
        {
            return true;
        }

        // Its list of rows is damaged, or it is of another kind, and may be a leaf whose first byte is damaged: rows with right checksums are found all the same.
        Search(image, sound);
        return false;
    }

    /// <summary>Looks for rows at every place of an image whose own list of them is damaged. Only a right checksum shows that there is one.</summary>
    private void Search(byte[] image, List<SpooledNotification> sound)
    {
        for (int at = 0; at < image.Length - 8; at++)
        {
            if (Row(image, at) is { Checksum: not null } row && row.IsSound(0))
            {
                Take(row, sound, null);
            }
        }
    }

    private bool Take(StoredRow row, List<SpooledNotification> sound, Dictionary<long, SpooledNotification>? damaged)
    {
        // Without a checksum nothing shows that a page which does not look like a leaf has rows at all.
        bool isSound = row.Checksum is null && damaged is null ? false : row.IsSound(lastWithoutChecksum);
        if (isSound && _seen.Add(row.Number))
        {
            sound.Add(row.ToNotification(lastWithoutChecksum));
        }
        else if (!isSound)
        {
            damaged?.TryAdd(row.Number, row.ToNotification(lastWithoutChecksum));
        }

        return isSound;
    }

    private StoredRow? Row(byte[] image, int at) => LeafPage.Row(image, at, page => pages.Images(page).FirstOrDefault());
}
