namespace S3Snowplow.Capacity;

/// <summary>Elasticsearch could not be read, or not wholly. The message says what was wrong and what to do; it has no credentials in it.</summary>
public sealed class ElasticsearchException : IOException
{
    /// <summary>Makes the exception without a reason; for serializers and tests.</summary>
    public ElasticsearchException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was wrong, and what to do.</param>
    public ElasticsearchException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public ElasticsearchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="problem">What sort of problem it is.</param>
    /// <param name="message">What was wrong, and what to do.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public ElasticsearchException(ElasticsearchProblem problem, string message, Exception? innerException = null)
        : base(message, innerException) => Problem = problem;

    /// <summary>What sort of problem it is.</summary>
    public ElasticsearchProblem Problem { get; }
}

/// <summary>Why Elasticsearch could not be read.</summary>
public enum ElasticsearchProblem
{
    /// <summary>No connection, no answer in time, or an answer that is not Elasticsearch's or ends early. The next run tries again.</summary>
    Unreachable,

    /// <summary>It has too much to do, or no memory left (429, 502, 503, 504). The next run tries again.</summary>
    Overloaded,

    /// <summary>A part of the indices did not answer, or not in time, or the cluster is starting: what is missing is unknown, not zero. The next run tries again.</summary>
    Incomplete,

    /// <summary>The credentials are wrong, or may not read the indices.</summary>
    Unauthorized,

    /// <summary>No index has a name as <see cref="ElasticsearchOptions.IndexPattern"/> has it.</summary>
    NoIndex,

    /// <summary>A field is mapped so that it cannot be added up, grouped by or compared.</summary>
    WrongMapping,

    /// <summary>The request was refused for another reason.</summary>
    Refused,

    /// <summary>An index is closed or blocked, or a disk of the cluster is full: somebody has to do something about it there.</summary>
    Blocked,
}
