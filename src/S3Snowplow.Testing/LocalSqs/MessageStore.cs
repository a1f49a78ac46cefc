namespace S3Snowplow.Testing;

/// <summary>The messages of a <see cref="LocalSqs"/>: which can be received, by order of sending, which are hidden and until when. Guarded by the queue's gate.</summary>
/// <remarks>Nothing of it takes longer for a million messages than for a few, except on FIFO queues whose groups are busy.</remarks>
internal sealed class MessageStore(TimeProvider time)
{
    private readonly SortedSet<QueuedMessage> _shown = new(Comparer<QueuedMessage>.Create(static (left, right) => left.Number.CompareTo(right.Number)));
    private readonly HashSet<QueuedMessage> _hidden = [];
    private readonly Dictionary<string, QueuedMessage> _byHandle = new(StringComparer.Ordinal);

    // By when they show. An entry whose message was hidden anew or deleted since is passed over.
    private readonly PriorityQueue<(QueuedMessage Message, long VisibleAt), long> _due = new();
    private readonly Dictionary<string, int> _hiddenOfGroup = new(StringComparer.Ordinal);

    public int Count => _shown.Count + _hidden.Count;

    public IEnumerable<QueuedMessage> All => _shown.Concat(_hidden);

    /// <summary>When the next hidden message shows; <see langword="null"/> where none is hidden.</summary>
    public long? NextShown
    {
        get
        {
            Show();
            return _due.TryPeek(out _, out long next) ? next : null;
        }
    }

    public int CountHidden()
    {
        Show();
        return _hidden.Count;
    }

    public void Add(QueuedMessage message) => _shown.Add(message);

    /// <summary>The message of a receipt; <see langword="null"/> where it is deleted or was received again since.</summary>
    public QueuedMessage? Find(string handle) => _byHandle.GetValueOrDefault(handle);

    public bool IsHidden(QueuedMessage message)
    {
        Show();
        return _hidden.Contains(message);
    }

    /// <summary>The next messages that can be received, not more than <paramref name="max"/>; of a group none while one of it is hidden.</summary>
    public List<QueuedMessage> Receivable(int max)
    {
        Show();
        List<QueuedMessage> next = [];
        foreach (QueuedMessage message in _shown)
        {
            if (next.Count == max)
            {
                break;
            }

            if (message.Group is null || !_hiddenOfGroup.ContainsKey(message.Group))
            {
                next.Add(message);
            }
        }

        return next;
    }

    /// <summary>Notes a receipt: the handle before is of no use any more, and the message is hidden.</summary>
    public void Receive(QueuedMessage message, string handle, long visibleAt)
    {
        if (message.Handle is not null)
        {
            _byHandle.Remove(message.Handle);
        }

        message.Handle = handle;
        _byHandle.Add(handle, message);
        Hide(message, visibleAt);
    }

    public void Hide(QueuedMessage message, long visibleAt)
    {
        if (_shown.Remove(message))
        {
            _hidden.Add(message);
            CountGroup(message, 1);
        }

        message.VisibleAt = visibleAt;
        _due.Enqueue((message, visibleAt), visibleAt);
    }

    public void Remove(QueuedMessage message)
    {
        if (!_shown.Remove(message) && _hidden.Remove(message))
        {
            CountGroup(message, -1);
        }

        if (message.Handle is not null)
        {
            _byHandle.Remove(message.Handle);
        }
    }

    private void Show()
    {
        long now = time.GetTimestamp();
        while (_due.TryPeek(out (QueuedMessage Message, long VisibleAt) first, out long due) && (due <= now || !IsCurrent(first)))
        {
            _due.Dequeue();
            if (IsCurrent(first))
            {
                _hidden.Remove(first.Message);
                CountGroup(first.Message, -1);
                _shown.Add(first.Message);
            }
        }
    }

    private bool IsCurrent((QueuedMessage Message, long VisibleAt) entry) => entry.Message.VisibleAt == entry.VisibleAt && _hidden.Contains(entry.Message);

    private void CountGroup(QueuedMessage message, int change)
    {
        if (message.Group is not null && (_hiddenOfGroup[message.Group] = _hiddenOfGroup.GetValueOrDefault(message.Group) + change) == 0)
        {
            _hiddenOfGroup.Remove(message.Group);
        }
    }
}
